"""Realises one meaning as an English and a German sentence with their alignment.

A phrase knows both of its sides. Every token carries the keys of the pieces of
meaning it expresses; an English and a German token that share a key are
aligned.
"""

from __future__ import annotations

from typing import Dict, List, NamedTuple, Optional, Sequence, Set, Tuple

from lexicon import NAMES, PRONOUNS, Adjective, Adverb, Modal, Noun, Verb

Keys = Tuple[str, ...]


class Token(NamedTuple):
    """A word and the keys of what it means."""

    text: str
    keys: Keys = ()


Tokens = List[Token]
COMMA = Token(",")

CASES = ("nom", "acc", "dat", "gen")
GENDERS = ("m", "f", "n", "p")


def _endings(*rows: str) -> Dict[Tuple[str, str], str]:
    """Endings by case and gender; a hyphen is the empty ending."""
    table = {}
    for case, row in zip(CASES, rows):
        for gender, ending in zip(GENDERS, row.split()):
            table[case, gender] = "" if ending == "-" else ending
    return table


STRONG = _endings("er e es e", "en e es e", "em er em en", "en er en er")
WEAK = _endings("e e e en", "en e e en", "en en en en", "en en en en")
MIXED = _endings("er e es en", "en e es en", "en en en en", "en en en en")
ARTICLE = _endings("der die das die", "den die das die", "dem der dem den", "des der des der")
DIES = _endings("er e es e", "en e es e", "em er em en", "es er es er")
EIN = _endings("- e - e", "en e - e", "em er em en", "es er es er")
RELATIVE = _endings("der die das die", "den die das die", "dem der dem denen",
                    "dessen deren dessen deren")

CONTRACTIONS = {("in", "dem"): "im", ("in", "das"): "ins", ("an", "dem"): "am",
                ("an", "das"): "ans", ("zu", "dem"): "zum", ("zu", "der"): "zur",
                ("von", "dem"): "vom"}


class Phrase:
    """Anything that is given a key when it is made."""

    _count = 0

    def __init__(self) -> None:
        Phrase._count += 1
        self._id = Phrase._count

    def key(self, part: str) -> Keys:
        """The key of one part of this phrase's meaning."""
        return ("{}{}".format(part, self._id),)


class Nominal(Phrase):
    """What can be a subject or an object.

    `person` is 1s, 2s, 3s, 1p or 3p; `owner` names the matching possessive
    (a key of PRONOUNS, or "" where none is safe).
    """

    person = "3s"
    owner = ""
    pronominal = False
    definite = True

    def en(self, subject: bool) -> Tokens:
        """The English words."""
        raise NotImplementedError

    def de(self, case: str) -> Tokens:
        """The German words without a relative clause."""
        raise NotImplementedError

    def tail(self) -> Tokens:
        """The German relative clause with its commas, or nothing."""
        return []


class Pronoun(Nominal):
    """A personal pronoun of PRONOUNS."""

    pronominal = True

    def __init__(self, name: str) -> None:
        super().__init__()
        self.owner = name
        self.person = "3s" if name in ("3m", "3f") else name

    def en(self, subject: bool) -> Tokens:
        return [Token(PRONOUNS[self.owner][0 if subject else 1], self.key("p"))]

    def de(self, case: str) -> Tokens:
        column = {"nom": 2, "acc": 3, "dat": 4}[case]
        return [Token(PRONOUNS[self.owner][column], self.key("p"))]


class It(Nominal):
    """The pronoun for a thing named before, or the subject of the weather."""

    pronominal = True

    def __init__(self, gender: str) -> None:
        super().__init__()
        self.gender = gender
        self.person = "3p" if gender == "p" else "3s"

    def en(self, subject: bool) -> Tokens:
        if self.gender == "p":
            return [Token("they" if subject else "them", self.key("p"))]
        return [Token("it", self.key("p"))]

    def de(self, case: str) -> Tokens:
        forms = {"m": ("er", "ihn"), "f": ("sie", "sie"), "n": ("es", "es"), "p": ("sie", "sie")}
        return [Token(forms[self.gender][0 if case == "nom" else 1], self.key("p"))]


class Who(Nominal):
    """The question word for a person or a thing."""

    def __init__(self, thing: bool) -> None:
        super().__init__()
        self.thing = thing

    def en(self, subject: bool) -> Tokens:
        word = "what" if self.thing else ("who" if subject else "whom")
        return [Token(word, self.key("w"))]

    def de(self, case: str) -> Tokens:
        persons = {"nom": "wer", "acc": "wen", "dat": "wem"}
        return [Token("was" if self.thing else persons[case], self.key("w"))]


class Name(Nominal):
    """A first name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.owner = "3" + dict(NAMES)[name]

    def en(self, subject: bool) -> Tokens:
        return [Token(self.name, self.key("n"))]

    def de(self, case: str) -> Tokens:
        return [Token(self.name + ("s" if case == "gen" else ""), self.key("n"))]


class Pair(Nominal):
    """Two nominals joined by "and"."""

    person = "3p"
    owner = "3p"

    def __init__(self, first: Nominal, second: Nominal) -> None:
        super().__init__()
        self.parts = (first, second)
        self.definite = first.definite and second.definite

    def en(self, subject: bool) -> Tokens:
        first, second = self.parts
        return first.en(subject) + [Token("and", self.key("c"))] + second.en(subject)

    def de(self, case: str) -> Tokens:
        first, second = self.parts
        return first.de(case) + [Token("und", self.key("c"))] + second.de(case)


class NounPhrase(Nominal):
    """Determiner, adjective, noun, and what may hang on them.

    `determiner` is the, a, this, every, no, which, how many, many, some, bare,
    whose, "number" (with `number`), "own" (with `possessive`) or "genitive"
    (with `genitive`, the nominal that owns).
    """

    def __init__(self, noun: Noun, determiner: str, plural: bool = False) -> None:
        super().__init__()
        self.noun = noun
        self.determiner = determiner
        self.plural = plural
        self.number: Tuple[str, str] = ("", "")
        self.possessive = ""
        self.genitive: Optional[Nominal] = None
        self.adjective: Optional[Adjective] = None
        self.very = False
        self.modifier: Optional[PrepositionPhrase] = None
        self.relative: Optional[Relative] = None
        self.negation: Keys = ()
        self.person = "3p" if plural else "3s"
        self.definite = determiner not in ("a", "bare", "no")
        self.gender = "p" if plural else noun.gender
        if plural:
            self.owner = "3p"
        elif noun.has("male"):
            self.owner = "3m"
        elif noun.has("female"):
            self.owner = "3f"

    def negate(self, keys: Keys) -> None:
        """Lets an indefinite phrase carry the sentence's negation as "kein"."""
        self.negation = keys

    def en(self, subject: bool) -> Tokens:
        tokens = self._en_determiner()
        if self.adjective:
            if self.very:
                tokens.append(Token("very", self.key("v")))
            tokens.append(Token(self.adjective.en, self.key("a")))
        tokens.append(Token(self.noun.en_plural if self.plural else self.noun.en, self.key("n")))
        if self.modifier:
            tokens += self.modifier.en()
        if self.relative:
            tokens += self.relative.en()
        return tokens

    def de(self, case: str) -> Tokens:
        tokens, endings = self._de_determiner(case)
        if self.adjective:
            if self.very:
                tokens.append(Token("sehr", self.key("v")))
            ending = endings[case, self.gender]
            tokens.append(Token(self.adjective.stem + ending, self.key("a")))
        tokens.append(Token(self._de_noun(case), self.key("n")))
        if self.determiner == "genitive" and self.genitive and not self._name_owns():
            tokens += self.genitive.de("gen")
        if self.modifier:
            tokens += self.modifier.de()
        return tokens

    def tail(self) -> Tokens:
        return self.relative.de() if self.relative else []

    def _name_owns(self) -> bool:
        return isinstance(self.genitive, Name)

    def _en_determiner(self) -> Tokens:
        key = self.key("d")
        if self.negation:
            article = "any" if self.plural or self.determiner == "bare" else "a"
            return [Token(article, key + self.negation)]
        if self.determiner == "bare":
            return []
        if self.determiner == "genitive" and self.genitive:
            words = self.genitive.en(True)
            return words[:-1] + [Token(words[-1].text + "'s", words[-1].keys)]
        if self.determiner == "number":
            return [Token(self.number[0], key)]
        if self.determiner == "own":
            return [Token(PRONOUNS[self.possessive][6], key)]
        if self.determiner == "how many":
            return [Token("how", self.key("h")), Token("many", key)]
        if self.determiner == "this":
            return [Token("these" if self.plural else "this", key)]
        return [Token(self.determiner, key)]

    def _de_determiner(self, case: str) -> Tuple[Tokens, Dict[Tuple[str, str], str]]:
        """The determiner and the endings that adjectives take after it."""
        key = self.key("d")
        at = (case, self.gender)
        kind = self.determiner
        if self.negation or kind == "no":
            return [Token("kein" + EIN[at], key + self.negation)], MIXED
        if kind == "the":
            return [Token(ARTICLE[at], key)], WEAK
        if kind == "genitive":
            if self._name_owns() and self.genitive:
                return self.genitive.de("gen"), STRONG
            return [Token(ARTICLE[at])], WEAK
        stems = {"this": "dies", "every": "jed", "which": "welch"}
        if kind in stems:
            return [Token(stems[kind] + DIES[at], key)], WEAK
        if kind == "a":
            return [Token("ein" + EIN[at], key)], MIXED
        if kind == "own":
            stem = PRONOUNS[self.possessive][7]
            return [Token(stem + EIN[at], key)], MIXED
        if kind == "many":
            return [Token("viele" + ("n" if case == "dat" else ""), key)], STRONG
        if kind == "some":
            return [Token("einige" + ("n" if case == "dat" else ""), key)], STRONG
        if kind == "number":
            return [Token(self.number[1], key)], STRONG
        if kind == "how many":
            many = "viele" + ("n" if case == "dat" else "")
            return [Token("wie", self.key("h")), Token(many, key)], STRONG
        return [], STRONG

    def _de_noun(self, case: str) -> str:
        if self.plural:
            word = self.noun.de_plural
            return word + "n" if case == "dat" and word[-1] not in "ns" else word
        if case == "gen" or (case != "nom" and self.noun.has("weak")):
            return self.noun.de_genitive
        return self.noun.de


class Whose(NounPhrase):
    """The subject of a relative clause that begins with "whose"."""

    def __init__(self, noun: Noun, head: NounPhrase) -> None:
        super().__init__(noun, "whose")
        self.head = head

    def _de_determiner(self, case: str) -> Tuple[Tokens, Dict[Tuple[str, str], str]]:
        return [Token(RELATIVE["gen", self.head.gender], self.key("d"))], STRONG


class PrepositionPhrase(Phrase):
    """A preposition with its nominal."""

    def __init__(self, en: str, de: str, case: str, nominal: Nominal) -> None:
        super().__init__()
        self.en_word = en
        self.de_word = de
        self.case = case
        self.nominal = nominal

    def en(self) -> Tokens:
        """The English words."""
        words = [Token(word, self.key("r")) for word in self.en_word.split()]
        return words + self.nominal.en(False)

    def de(self) -> Tokens:
        """The German words, article and preposition contracted where they must be."""
        words = self.nominal.de(self.case)
        preposition = Token(self.de_word, self.key("r"))
        nominal = self.nominal
        if isinstance(nominal, NounPhrase) and nominal.determiner == "the" \
                and not nominal.relative:
            short = CONTRACTIONS.get((self.de_word, words[0].text))
            if short:
                return [Token(short, preposition.keys + words[0].keys)] + words[1:]
        return [preposition] + words

    def tail(self) -> Tokens:
        """The relative clause of the nominal, if any."""
        return self.nominal.tail()


class FixedPhrase(PrepositionPhrase):
    """A place that is no noun phrase: "at home", "to Vienna"."""

    def __init__(self, en: str, de: str) -> None:
        super().__init__(en, de, "", Pronoun("3m"))

    def en(self) -> Tokens:
        words = self.en_word.split()
        return [Token(w, self._keys(i, len(words))) for i, w in enumerate(words)]

    def de(self) -> Tokens:
        words = self.de_word.split()
        return [Token(w, self._keys(i, len(words))) for i, w in enumerate(words)]

    def tail(self) -> Tokens:
        return []

    def _keys(self, index: int, count: int) -> Keys:
        """Word by word, but a lone word stands for all of the other side."""
        if len(self.en_word.split()) != len(self.de_word.split()):
            return self.key("f")
        return self.key("f{}_".format(index))


class AdverbPhrase(Phrase):
    """An adverb of the table."""

    def __init__(self, adverb: Adverb) -> None:
        super().__init__()
        self.adverb = adverb

    def en(self) -> Tokens:
        """The English words."""
        return [Token(word, self.key("e{}_".format(i))) for i, word in enumerate(self.adverb.en)]

    def de(self) -> Tokens:
        """The German words."""
        tokens = []
        for word, links in zip(self.adverb.de, self.adverb.links):
            keys: Keys = ()
            for index in links:
                keys += self.key("e{}_".format(index))
            tokens.append(Token(word, keys))
        return tokens


class Predicate(Phrase):
    """What follows "to be": an adjective, a comparison, or a profession."""

    def __init__(self, adjective: Optional[Adjective] = None, degree: str = "",
                 than: Optional[Nominal] = None, noun: Optional[NounPhrase] = None) -> None:
        super().__init__()
        self.adjective = adjective
        self.degree = degree
        self.than = than
        self.noun = noun

    def en(self) -> Tokens:
        """The English words."""
        if self.noun:
            return self.noun.en(False)
        if self.adjective and self.than:
            words = [Token(w, self.key("a")) for w in self.adjective.en_comparative.split()]
            return words + [Token("than", self.key("t"))] + self.than.en(True)
        degree = [Token(self.degree, self.key("g"))] if self.degree else []
        return degree + ([Token(self.adjective.en, self.key("a"))] if self.adjective else [])

    def de(self) -> Tokens:
        """The German words."""
        if self.noun:
            words = self.noun.de("nom")
            return words if self.noun.adjective else words[1:]
        if self.adjective and self.than:
            word = Token(self.adjective.de_comparative, self.key("a"))
            return [word, Token("als", self.key("t"))] + self.than.de("nom")
        degrees = {"very": "sehr", "too": "zu"}
        degree = [Token(degrees[self.degree], self.key("g"))] if self.degree else []
        return degree + ([Token(self.adjective.de, self.key("a"))] if self.adjective else [])


class Complement(Phrase):
    """A clause behind another one: that, whether, question word, or infinitive.

    `kind` is that, whether, wh (the clause's front is the question word), to
    or purpose.
    """

    def __init__(self, kind: str, clause: "Clause") -> None:
        super().__init__()
        self.kind = kind
        self.clause = clause

    def en(self) -> Tokens:
        """The English words."""
        if self.kind in ("to", "purpose"):
            return self.clause.en_infinitive()
        if self.kind == "wh":
            return self.clause.en_front() + self.clause.en_statement()
        return [Token(self.kind, self.key("c"))] + self.clause.en_statement()

    def de(self) -> Tokens:
        """The German words with their commas."""
        if self.kind == "to":
            return [COMMA] + self.clause.de_infinitive() + [COMMA]
        if self.kind == "purpose":
            um = Token("um", self.clause.key("to"))
            return [COMMA, um] + self.clause.de_infinitive() + [COMMA]
        if self.kind == "wh":
            return [COMMA] + self.clause.de_front() + self.clause.de_subordinate() + [COMMA]
        word = Token({"that": "dass", "whether": "ob"}[self.kind], self.key("c"))
        return [COMMA, word] + self.clause.de_subordinate() + [COMMA]


class Relative(Phrase):
    """A relative clause; `role` is what its head is in it.

    `role` is nom, acc, dat, prep, place or whose; the clause lacks that part
    (its subject carries "whose").
    """

    def __init__(self, head: NounPhrase, clause: "Clause", role: str,
                 preposition: Tuple[str, str, str] = ("", "", "")) -> None:
        super().__init__()
        self.head = head
        self.clause = clause
        self.role = role
        self.preposition = preposition

    def en(self) -> Tokens:
        """The English clause."""
        if self.role == "whose":
            return self.clause.en_statement()
        person = self.head.noun.has("person")
        if self.role in ("prep", "place"):
            words = [Token(w, self.key("p")) for w in self.preposition[0].split()]
            words.append(Token("whom" if person else "which", self.key("r")))
        elif self.role == "nom":
            words = [Token("who" if person else "that", self.key("r"))]
        else:
            words = [Token("whom" if person else "that", self.key("r"))]
        return words + self.clause.en_statement()

    def de(self) -> Tokens:
        """The German clause with its commas."""
        if self.role == "whose":
            return [COMMA] + self.clause.de_subordinate() + [COMMA]
        case = self.preposition[2] if self.role in ("prep", "place") else self.role
        words = [Token(RELATIVE[case, self.head.gender], self.key("r"))]
        if self.role in ("prep", "place"):
            words.insert(0, Token(self.preposition[1], self.key("p")))
        return [COMMA] + words + self.clause.de_subordinate() + [COMMA]


HAVE = {"1s": "habe", "2s": "hast", "3s": "hat", "1p": "haben", "3p": "haben"}
BE = {"1s": "bin", "2s": "bist", "3s": "ist", "1p": "sind", "3p": "sind"}
WERDEN = {"1s": "werde", "2s": "wirst", "3s": "wird", "1p": "werden", "3p": "werden"}
HAD = {"1s": "hatte", "2s": "hattest", "3s": "hatte", "1p": "hatten", "3p": "hatten"}
WAS = {"1s": "war", "2s": "warst", "3s": "war", "1p": "waren", "3p": "waren"}
EN_BE = {"1s": "am", "2s": "are", "3s": "is", "1p": "are", "3p": "are"}
EN_WAS = {"1s": "was", "2s": "were", "3s": "was", "1p": "were", "3p": "were"}
REFLEXIVE = {"1s": "mich", "2s": "dich", "3s": "sich", "1p": "uns", "3p": "sich"}


class Clause(Phrase):
    """A subject and all that its verb says of it.

    `tense` is present, habit, past, perfect, pluperfect, future, modal or
    likes ("likes to read"). `gap` names the part that a relative or question
    word stands for: nom, acc, dat, prep, place or "".
    """

    def __init__(self, subject: Nominal, verb: Verb, tense: str) -> None:
        super().__init__()
        self.subject = subject
        self.verb = verb
        self.tense = tense
        self.modal: Optional[Modal] = None
        self.negation = ""
        self.accusative: Optional[Nominal] = None
        self.dative: Optional[Nominal] = None
        self.prepositional: Optional[Nominal] = None
        self.benefit: Optional[PrepositionPhrase] = None
        self.place: Optional[PrepositionPhrase] = None
        self.manner: Optional[AdverbPhrase] = None
        self.middle: Optional[AdverbPhrase] = None
        self.time: Optional[AdverbPhrase] = None
        self.front: Optional[Phrase] = None
        self.predicate: Optional[Predicate] = None
        self.complement: Optional[Complement] = None
        self.exists = False
        self.gap = ""

    # Negation: "" , "not" (nicht), "kein" (an object carries it), "not yet",
    # "no longer".

    def negate(self, kind: str) -> None:
        """Negates the clause; "not" becomes "kein" on an indefinite object."""
        self.negation = kind
        target = self.accusative
        if kind == "not" and isinstance(target, NounPhrase) and not target.definite:
            target.negate(self.key("neg"))
            self.negation = "kein"

    # English.

    def en_front(self) -> Tokens:
        """The fronted element with its comma."""
        front = self.front
        if front is None:
            return []
        if isinstance(front, Nominal):
            return front.en(False)
        words: Tokens = front.en()  # type: ignore[attr-defined]
        single = isinstance(front, QuestionWord) or (
            isinstance(front, AdverbPhrase) and len(words) == 1
            and front.adverb.en[0] != "unfortunately")
        return words if single else words + [COMMA]

    def en_statement(self) -> Tokens:
        """Subject, verb and the rest."""
        auxiliary, rest = self._en_verb(False)
        if self.exists:
            return [Token("there", self.key("v"))] + auxiliary + self.en_objects()
        subject = [] if self.gap == "nom" else self.subject.en(True)
        return subject + auxiliary + self._en_adverbs() + rest + self._en_after()

    def en_main(self) -> Tokens:
        """A main clause with its front."""
        return self.en_front() + self.en_statement()

    def en_question(self) -> Tokens:
        """A question: inverted, the question word (if any) in front."""
        if isinstance(self.subject, Who) or (
                isinstance(self.subject, NounPhrase)
                and self.subject.determiner in ("which", "how many")):
            return self.en_statement()
        auxiliary, rest = self._en_verb(True)
        return (self.en_front() + auxiliary + self.subject.en(True) + self._en_adverbs()
                + rest + self._en_after())

    def en_infinitive(self) -> Tokens:
        """The clause as an infinitive with "to"."""
        words = [Token("to", self.key("to")), Token(self.verb.en[0], self.key("v"))]
        return words + self._en_after()

    def en_objects(self) -> Tokens:
        """The objects in their order, particle and preposition with them."""
        extra = self.verb.en_extra
        words: Tokens = []
        particle: Tokens = []
        if extra.startswith("+"):
            particle = [Token(extra[1:], self.key("v"))]
        elif extra and self.verb.frame != "prep":
            particle = [Token(w, self.key("v")) for w in extra.split()]
        if self.verb.frame == "ditr" and extra and self.dative and self.accusative:
            return self.accusative.en(False) + particle + self.dative.en(False)
        if self.dative and self.verb.frame != "dat":
            words += self.dative.en(False)
        target = self.dative if self.verb.frame == "dat" else self.accusative
        if target and target.pronominal and extra.startswith("+"):
            return words + target.en(False) + particle
        words += particle + (target.en(False) if target else [])
        if self.verb.frame == "prep" and self.prepositional:
            words += [Token(w, self.key("prep")) for w in extra.split()]
            words += self.prepositional.en(False)
        return words

    def _en_after(self) -> Tokens:
        words = self.en_objects()
        if self.predicate:
            words += self.predicate.en()
        if self.benefit:
            words += self.benefit.en()
        if self.place:
            words += self.place.en()
        if self.manner:
            words += self.manner.en()
        if self.time:
            words += self.time.en()
        if self.negation == "not yet":
            words.append(Token("yet", self.key("yet")))
        if self.complement:
            words += self.complement.en()
        return words

    def _en_adverbs(self) -> Tokens:
        words: Tokens = []
        if self.negation == "no longer":
            words = [Token("no", self.key("neg")), Token("longer", self.key("yet"))]
        return words + (self.middle.en() if self.middle else [])

    def _negated(self) -> bool:
        return self.negation in ("not", "kein", "not yet")

    def _en_verb(self, inverted: bool) -> Tuple[Tokens, Tokens]:
        """The auxiliary with "not", and the rest of the verb."""
        if self.tense == "modal" and self.modal:
            return self._en_modal(self.modal, inverted)
        person = self.subject.person
        third = person == "3s"
        verb, key, aux = self.verb, self.key("v"), self.key("x")
        base, s_form, ing, past, participle = verb.en
        support = self._negated() or inverted
        negation = [Token("not", self.key("neg"))] if self._negated() else []
        if verb.frame == "copula" and self.tense in ("present", "habit", "past"):
            form = (EN_WAS if self.tense == "past" else EN_BE)[person]
            return [Token(form, key)] + negation, []
        if self.tense == "present" and "stative" not in verb.flags:
            return [Token(EN_BE[person], key)] + negation, [Token(ing, key)]
        if self.tense == "likes":
            word = Token("likes" if third else "like", self.key("g"))
            return [], [word, Token("to", self.key("g")), Token(base, key)]
        if self.tense in ("present", "habit"):
            if support:
                return [Token("does" if third else "do", key)] + negation, [Token(base, key)]
            return [], [Token(s_form if third else base, key)]
        if self.tense == "past":
            did = key if "own" in verb.flags else aux
            if support:
                return [Token("did", did)] + negation, [Token(base, key)]
            return [], [Token(past, key if did == key else key + aux)]
        if self.tense == "future":
            return [Token("will", aux)] + negation, [Token(base, key)]
        have = {"perfect": "has" if third else "have", "pluperfect": "had"}[self.tense]
        return [Token(have, aux)] + negation, [Token(participle, key)]

    def _en_modal(self, modal: Modal, inverted: bool) -> Tuple[Tokens, Tokens]:
        key, negation = self.key("m"), self.key("neg")
        column = {"1s": 0, "3s": 2}.get(self.subject.person, 1)
        forms = modal.en_negated if self._negated() else modal.en
        words = forms[column].split()
        if inverted and modal.name == "want" or inverted and words[0] == "had":
            words = modal.en_negated[column].replace(" not", "").split()
        first = 1
        if "not" in words:
            first = words.index("not") + 1
        elif words[0] in ("had", "want", "wants", "wanted"):
            first = 0
        tokens = []
        for word in words:
            keys = negation if word == "not" else key
            tokens.append(Token(word, key + negation if word == "cannot" else keys))
        base = Token(self.verb.en[0], self.key("v"))
        return tokens[:first], tokens[first:] + [base]

    # German.

    def de_front(self) -> Tokens:
        """The fronted element; its case comes from the gap."""
        front = self.front
        if front is None:
            return []
        if isinstance(front, Nominal):
            return front.de(self.gap)
        return front.de()  # type: ignore[attr-defined,no-any-return]

    def de_main(self) -> Tokens:
        """Verb second: the front or the subject stands before it."""
        finite, infinite, prefix = self._de_verb()
        if self.exists:
            middle = [Token("es", self.key("v"))] + self._de_middle()
            return self.de_front() + finite + middle + self.de_tail()
        if self.front is None:
            words = self.subject.de("nom") + self.subject.tail() + finite
            words += self._de_pronouns() + self._de_middle()
        else:
            words = self.de_front() + finite + self._de_inverted()
        return words + infinite + prefix + self.de_tail()

    def de_question(self) -> Tokens:
        """A question: the verb first or after the question word."""
        if self.front is not None or isinstance(self.subject, Who) or (
                isinstance(self.subject, NounPhrase)
                and self.subject.determiner in ("which", "how many")):
            return self.de_main()
        finite, infinite, prefix = self._de_verb()
        return finite + self._de_inverted() + infinite + prefix + self.de_tail()

    def de_subordinate(self) -> Tokens:
        """Verb last."""
        finite, infinite, prefix = self._de_verb()
        if prefix:
            finite = [Token(prefix[0].text + finite[0].text, finite[0].keys)]
        subject = [] if self.gap == "nom" else self.subject.de("nom") + self.subject.tail()
        middle = self._de_pronouns() + self._de_middle()
        if self.exists:
            middle = [Token("es", self.key("v"))] + middle
            subject = []
        return subject + middle + infinite + finite + self.de_tail()

    def de_infinitive(self) -> Tokens:
        """The clause as an infinitive with "zu"."""
        verb = self.verb
        if verb.prefix:
            words = [Token(verb.prefix + "zu" + verb.de, self.key("v") + self.key("to"))]
        else:
            words = [Token("zu", self.key("to")), Token(verb.de, self.key("v"))]
        return self._de_pronouns() + self._de_middle() + words + self.de_tail()

    def de_tail(self) -> Tokens:
        """What stands behind the verb: relative clauses and complements."""
        words: Tokens = []
        for part in (self.dative, self.accusative, self.prepositional):
            words += part.tail() if part else []
        for phrase in (self.benefit, self.place):
            words += phrase.tail() if phrase else []
        return words + (self.complement.de() if self.complement else [])

    def _de_pronouns(self) -> Tokens:
        """The unstressed pronouns: reflexive and objects."""
        words: Tokens = []
        if "reflexive" in self.verb.flags:
            words.append(Token(REFLEXIVE[self.subject.person], self.key("v")))
        for nominal, case in ((self.accusative, "acc"), (self.dative, "dat")):
            if nominal and nominal.pronominal:
                words += nominal.de(case)
        return words

    def _de_inverted(self) -> Tokens:
        """What follows the finite verb when the subject does not precede it.

        Pronouns stand before a subject that is none, except "sie", which would
        then be read as the subject.
        """
        subject = self.subject.de("nom") + self.subject.tail()
        pronouns = self._de_pronouns()
        if self.subject.pronominal or any(token.text == "sie" for token in pronouns):
            return subject + pronouns + self._de_middle()
        return pronouns + subject + self._de_middle()

    def _de_middle(self) -> Tokens:
        """Everything between the two parts of the verb, without subject and pronouns."""
        words: Tokens = []
        objects = [(self.accusative, "acc"), (self.dative, "dat")]
        late = self.negation in ("not", "not yet", "no longer") or (
            self.middle is not None and self.middle.adverb.en[0] == "already")
        adverbs = self._de_adverbs()
        if not late:
            words += adverbs
        if self.tense == "likes":
            words.append(Token("gern", self.key("g")))
        for nominal, case in reversed(objects):
            if nominal and not nominal.pronominal:
                words += nominal.de(case)
        if late:
            words += adverbs
        words += self._de_negation()
        for phrase in (self.benefit, self.manner):
            words += phrase.de() if phrase else []
        place = self.place.de() if self.place else []
        if self.prepositional:
            words += place + [Token(self.verb.preposition, self.key("prep"))]
            words += self.prepositional.de(self.verb.case)
        else:
            words += place
        return words + (self.predicate.de() if self.predicate else [])

    def _de_adverbs(self) -> Tokens:
        words = self.time.de() if self.time else []
        return words + (self.middle.de() if self.middle else [])

    def _de_negation(self) -> Tokens:
        negation, yet = self.key("neg"), self.key("yet")
        if self.negation == "not":
            return [Token("nicht", negation)]
        if self.negation == "not yet":
            return [Token("noch", yet), Token("nicht", negation)]
        if self.negation == "no longer":
            return [Token("nicht", negation), Token("mehr", yet)]
        return []

    def _de_verb(self) -> Tuple[Tokens, Tokens, Tokens]:
        """The finite verb, the infinite part, and the prefix of a finite verb."""
        person = self.subject.person
        verb, key, aux = self.verb, self.key("v"), self.key("x")
        infinitive = Token(verb.prefix + verb.de, key)
        participle = Token(verb.participle, key)
        if self.exists:
            return [Token("gibt" if self.tense == "present" else "gab", key)], [], []
        if self.tense == "modal" and self.modal:
            forms = self.modal.de_negated if self._negated() else self.modal.de
            column = {"1s": 0, "3s": 0, "2s": 1}.get(person, 2)
            return [Token(forms[column], self.key("m"))], [infinitive], []
        if self.tense == "future":
            return [Token(WERDEN[person], aux)], [infinitive], []
        if self.tense == "past" and verb.frame == "copula":
            return [Token(WAS[person], key)], [], []
        if self.tense == "past" and "own" in verb.flags:
            return [Token(HAD[person], key)], [], []
        if self.tense in ("past", "perfect"):
            table = HAVE if verb.auxiliary == "haben" else BE
            return [Token(table[person], aux)], [participle], []
        if self.tense == "pluperfect":
            table = HAD if verb.auxiliary == "haben" else WAS
            return [Token(table[person], aux)], [participle], []
        prefix = [Token(verb.prefix, key)] if verb.prefix else []
        return [Token(present_form(verb, person), key)], [], prefix


class QuestionWord(Phrase):
    """A question word that is no nominal: where, when, why."""

    def __init__(self, en: str, de: str) -> None:
        super().__init__()
        self.words = (en, de)

    def en(self) -> Tokens:
        """The English word."""
        return [Token(self.words[0], self.key("q"))]

    def de(self) -> Tokens:
        """The German word."""
        return [Token(self.words[1], self.key("q"))]


class Subordinate(Phrase):
    """A conjunction with its clause, to be put before or behind a main clause."""

    def __init__(self, en: str, de: str, clause: Clause) -> None:
        super().__init__()
        self.words = (en, de)
        self.clause = clause

    def en(self) -> Tokens:
        """The English clause."""
        return [Token(self.words[0], self.key("s"))] + self.clause.en_main()

    def de(self) -> Tokens:
        """The German clause with its commas."""
        word = Token(self.words[1], self.key("s"))
        return [COMMA, word] + self.clause.de_subordinate() + [COMMA]


def present_form(verb: Verb, person: str) -> str:
    """The German present form without its prefix."""
    if verb.frame == "copula":
        return BE[person]
    if person == "2s":
        return verb.du
    if person == "3s":
        return verb.er
    if person == "1s":
        if verb.de in ("mögen", "wissen"):
            return verb.er
        return verb.de[:-1] if verb.de.endswith("en") else verb.de[:-1] + "e"
    return verb.de


class Pairing(NamedTuple):
    """A sentence pair with its alignment."""

    en: str
    de: str
    links: Tuple[Tuple[int, int], ...]


def _attach(tokens: Sequence[Token], final: str) -> Tokens:
    """Commas and the final mark written on the words, the first one capitalised."""
    words: Tokens = []
    for token in tokens:
        if token is COMMA or token.text == ",":
            if words and not words[-1].text.endswith(","):
                words[-1] = words[-1]._replace(text=words[-1].text + ",")
        else:
            words.append(token)
    words[-1] = words[-1]._replace(text=words[-1].text.rstrip(",") + final)
    first = words[0].text
    words[0] = words[0]._replace(text=first[0].upper() + first[1:])
    return words


def _articles(tokens: Sequence[Token]) -> Tokens:
    """Writes "an" before a vowel."""
    words = list(tokens)
    for i in range(len(words) - 1):
        if words[i].text == "a" and words[i + 1].text[0] in "aeiou":
            words[i] = words[i]._replace(text="an")
    return words


def pairing(english: Sequence[Token], german: Sequence[Token], final: str) -> Pairing:
    """The finished pair: text of both sides and the links of shared keys."""
    en = _attach(_articles(english), final)
    de = _attach(german, final)
    positions: Dict[str, List[int]] = {}
    for i, token in enumerate(en):
        for key in token.keys:
            positions.setdefault(key, []).append(i)
    links: Set[Tuple[int, int]] = set()
    for j, token in enumerate(de):
        for key in token.keys:
            links.update((i, j) for i in positions.get(key, []))
    return Pairing(" ".join(t.text for t in en), " ".join(t.text for t in de),
                   tuple(sorted(links)))
