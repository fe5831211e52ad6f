"""Draws the meanings: who does what, when and where, and in which kind of sentence."""

from __future__ import annotations

from typing import Callable, List, Optional, Sequence, Set, Tuple, TypeVar

from grammar import (AdverbPhrase, Clause, Complement, FixedPhrase, It, Name, Nominal, NounPhrase,
                     Pair, Pairing, Predicate, PrepositionPhrase, Pronoun, QuestionWord, Relative,
                     Subordinate, Token, Tokens, Who, Whose, pairing)
from lexicon import (ADJECTIVES, ADVERBS, BE, CITIES, COLOURS, CONTRARY, MODALS, NAMES, NUMBERS,
                     PLACES, SEATS, SPOTS, STATES, VERB, VERBS, Adjective, Adverb, Noun, Verb,
                     nouns_of)


T = TypeVar("T")


class Random:
    """SplitMix64: the same numbers from a seed everywhere."""

    _MASK = (1 << 64) - 1

    def __init__(self, seed: int) -> None:
        self._state = seed & self._MASK

    def below(self, bound: int) -> int:
        """An integer from 0 to bound - 1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & self._MASK
        z = self._state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & self._MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & self._MASK
        return ((z ^ (z >> 31)) * bound) >> 64

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.below(100) < percent

    def choice(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[Tuple[int, T]]) -> T:
        """One of the items, each as often as its weight says."""
        rest = self.below(sum(weight for weight, _ in items))
        for weight, item in items:
            rest -= weight
            if rest < 0:
                return item
        raise AssertionError("weights exhausted")

    def shuffle(self, items: List[T]) -> None:
        """Puts the items into random order."""
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]


class Unfit(Exception):
    """The choices made so far allow no sentence; draw again."""


PERSONS = ("1s", "2s", "3m", "3f", "1p", "3p")
TOO_MUCH = ("old", "young", "big", "small", "expensive", "tired", "sick", "hot", "cold", "warm",
            "long")
# Subjects of such determiners do not go with negation and direct questions.
QUANTIFIED = ("every", "no", "a", "some", "many", "number")


def contrary(one: Adjective, other: Optional[Adjective]) -> bool:
    """True when both cannot be said of a thing, or are the same."""
    if other is None:
        return False
    return one is other or any(one.en in group and other.en in group for group in CONTRARY)


class Speaker:
    """Builds one sentence; nouns are used once, so that no "the man sees the man" arises."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.used: Set[str] = set()
        self.names: Set[str] = set()
        self.adverbs: Set[str] = set()
        self.quantify = False

    # Nouns and what belongs to them.

    def noun(self, classes: Tuple[str, ...], excluded: Tuple[str, ...] = ()) -> Noun:
        """A noun of the classes that the sentence has not had yet."""
        # One class first, so that small classes are not drowned by large ones.
        for _ in range(4):
            name = self.random.choice(classes)
            fitting = [n for n in nouns_of((name,), excluded) if n.en not in self.used]
            if fitting:
                noun = self.random.choice(fitting)
                self.used.add(noun.en)
                return noun
        raise Unfit()

    def adjective(self, noun: Noun) -> Optional[Adjective]:
        """An adjective that fits the noun."""
        fitting = [a for a in ADJECTIVES if a.fits(noun)]
        return self.random.choice(fitting) if fitting else None

    def decorate(self, phrase: NounPhrase, percent: int) -> NounPhrase:
        """Perhaps an adjective, perhaps "very" before it."""
        if phrase.noun.has("kin"):
            percent //= 3
        if self.random.chance(percent):
            phrase.adjective = self.adjective(phrase.noun)
            plain = phrase.adjective and phrase.adjective.en_comparative
            if plain and phrase.determiner == "a" and self.random.chance(30):
                phrase.very = True
        return phrase

    def possessive(self, owner: str = "") -> str:
        """Whose it is: mostly the subject's own."""
        if owner and self.random.chance(60):
            return owner
        return self.random.weighted([(5, "1s"), (2, "2s"), (2, "3m"), (2, "3f"), (2, "1p"),
                                     (2, "3p")])

    def own(self, noun: Noun, owner: str = "", plural: bool = False) -> NounPhrase:
        """A noun with a possessive."""
        phrase = NounPhrase(noun, "own", plural)
        phrase.possessive = self.possessive(owner)
        return phrase

    def name(self) -> Name:
        """A first name not used yet."""
        left = [name for name, _ in NAMES if name not in self.names]
        if not left:
            raise Unfit()
        chosen = self.random.choice(left)
        self.names.add(chosen)
        return Name(chosen)

    def genitive(self, noun: Noun) -> NounPhrase:
        """The noun with an owner in the genitive."""
        phrase = NounPhrase(noun, "genitive")
        if self.random.chance(40):
            phrase.genitive = self.name()
        elif self.random.chance(50):
            phrase.genitive = self.own(self.noun(("owner",)))
        else:
            phrase.genitive = NounPhrase(self.noun(("holder",)), "the")
        return phrase

    def count(self, noun: Noun) -> NounPhrase:
        """A plural with or without a determiner."""
        if not noun.en_plural:
            raise Unfit()
        kind = self.random.weighted([(3, "the"), (3, "number"), (2, "many"), (2, "some"),
                                     (1, "this")])
        phrase = NounPhrase(noun, kind, True)
        if kind == "number":
            phrase.number = self.random.choice(NUMBERS)
        return phrase

    # Subjects and objects.

    def person(self, classes: Tuple[str, ...] = ("person",)) -> NounPhrase:
        """A person as a noun phrase."""
        noun = self.noun(classes)
        if noun.has("kin"):
            if noun.has("many") and self.random.chance(20):
                return self.decorate(self.own(noun, "", True), 30)
            return self.decorate(self.own(noun), 30)
        few = 2 if self.quantify else 0
        kind = self.random.weighted([(12, "the"), (2, "this"), (3, "count"), (few, "every"),
                                     (few, "no"), (2, "a")])
        if kind == "count":
            return self.decorate(self.count(noun), 30)
        phrase = self.decorate(NounPhrase(noun, kind), 75 if kind == "a" else 30)
        if kind == "the" and self.random.chance(8):
            clothes = NounPhrase(self.noun(("clothes",)), "the")
            colours = [a for a in ADJECTIVES if a.en in COLOURS]
            clothes.adjective = self.random.choice(colours)
            phrase.modifier = PrepositionPhrase("with", "mit", "dat", clothes)
        return phrase

    def subject(self, classes: Tuple[str, ...] = ("person",), pronoun: int = 34) -> Nominal:
        """A subject of one of the classes."""
        chosen = self.random.choice(classes)
        human = chosen in ("person", "adult", "child")
        if human and self.random.chance(pronoun):
            return Pronoun(self.random.weighted([(4, "1s"), (4, "2s"), (3, "3m"), (3, "3f"),
                                                 (3, "1p"), (3, "3p")]))
        if human and self.random.chance(20):
            return self.name()
        if human and self.random.chance(9):
            first: Nominal = self.name() if self.random.chance(40) else self.definite(chosen)
            return Pair(first, self.definite(chosen))
        if human:
            return self.person((chosen,))
        noun = self.noun((chosen,))
        if noun.en_plural and self.random.chance(20):
            return self.decorate(self.count(noun), 25)
        return self.thing(noun, False)

    def definite(self, kind: str) -> NounPhrase:
        """A plain definite person."""
        noun = self.noun((kind,))
        return self.own(noun) if noun.has("kin") else NounPhrase(noun, "the")

    def thing(self, noun: Noun, indefinite: bool, owner: str = "") -> NounPhrase:
        """A thing, an animal or a place as a noun phrase."""
        if noun.has("mass"):
            if indefinite and self.random.chance(65):
                return self.decorate(NounPhrase(noun, "bare"), 35)
            return self.decorate(NounPhrase(noun, "the"), 25)
        options = [(14, "the"), (3, "this"), (3, "own"), (2, "genitive")]
        if indefinite:
            options += [(9, "a"), (3, "count"), (2, "bare")]
        kind = self.random.weighted(options)
        public = noun.has("transport") or noun.has("place") and not (
            noun.has("chamber") or noun.has("home") or noun.en == "garden")
        if public and kind in ("own", "genitive"):
            kind = "the"
        if kind == "own":
            return self.decorate(self.own(noun, owner), 30)
        if kind == "genitive":
            return self.decorate(self.genitive(noun), 25)
        if kind == "count":
            return self.decorate(self.count(noun), 35)
        if kind == "bare":
            if not noun.en_plural:
                raise Unfit()
            return self.decorate(NounPhrase(noun, "bare", True), 50)
        return self.decorate(NounPhrase(noun, kind), 45 if kind == "a" else 32)

    def object(self, classes: Tuple[str, ...], subject: Nominal, indefinite: bool,
               pronoun: int = 30) -> Nominal:
        """An object of one of the classes."""
        chosen = self.random.choice(classes)
        owner = subject.owner
        if chosen in ("person", "child"):
            if chosen == "person" and self.random.chance(pronoun):
                return Pronoun(self.random.choice(self.others(subject)))
            if chosen == "person" and self.random.chance(15):
                return self.name()
            noun = self.noun((chosen,))
            if noun.has("kin"):
                return self.decorate(self.own(noun, owner), 30)
            if self.random.chance(15):
                return self.decorate(self.count(noun), 30)
            kind = self.random.weighted([(8, "the"), (2, "this"), (2 if indefinite else 0, "a")])
            return self.decorate(NounPhrase(noun, kind), 30)
        if chosen == "many":
            noun = self.noun(("many",))
            return self.own(noun, owner, self.random.chance(50))
        return self.thing(self.noun((chosen,)), indefinite, owner)

    def others(self, subject: Nominal) -> List[str]:
        """The pronouns that can be an object beside the subject."""
        own = subject.owner
        barred = {"1s": ("1s", "1p"), "1p": ("1s", "1p"), "2s": ("2s",)}.get(own, (own,))
        return [name for name in PERSONS if name not in barred]

    # Adverbials.

    def adverb(self, frame: str, position: str) -> Optional[AdverbPhrase]:
        """An adverb for the time frame and the position."""
        fitting = [a for a in ADVERBS if frame in a.frames and position in a.positions
                   and a.en[-1] not in self.adverbs]
        if not fitting:
            return None
        chosen: Adverb = self.random.choice(fitting)
        self.adverbs.add(chosen.en[-1])
        return AdverbPhrase(chosen)

    def where(self, names: Tuple[str, ...]) -> PrepositionPhrase:
        """A place where something is."""
        name = self.random.choice(names)
        if name == "home":
            return FixedPhrase("at home", "zu Hause")
        if name == "cityname":
            en, de = self.random.choice(CITIES)
            return FixedPhrase("in " + en, "in " + de)
        if name in ("spot", "seat"):
            return self.spot("dat", name == "seat")
        if name == "water":
            return PrepositionPhrase("in", "in", "dat", NounPhrase(self.noun(("lake",)), "the"))
        noun = self.noun((name,))
        place = PLACES.get(name)
        if place is None:
            return PrepositionPhrase("on", "auf", "dat", NounPhrase(noun, "the"))
        return PrepositionPhrase(place.en, place.de, "dat", self.location(noun))

    def location(self, noun: Noun) -> NounPhrase:
        """The noun phrase of a place: mostly definite."""
        if noun.has("room") or noun.has("home") or noun.en == "garden":
            if self.random.chance(25):
                return self.own(noun)
        if noun.has("town") or noun.has("building"):
            if self.random.chance(15):
                return self.decorate(NounPhrase(noun, "a"), 80)
        return self.decorate(NounPhrase(noun, "the"), 20)

    def spot(self, case: str, seat: bool = False) -> PrepositionPhrase:
        """A piece of furniture as the place or, in the accusative, the goal."""
        en, de, names = self.random.choice([s for s in SPOTS if not seat or s[0] in SEATS])
        noun = self.noun((self.random.choice(names),))
        return PrepositionPhrase(en, de, case, self.decorate(NounPhrase(noun, "the"), 15))

    def whither(self, names: Tuple[str, ...]) -> PrepositionPhrase:
        """A place where somebody goes."""
        name = self.random.choice(names)
        if name == "home":
            return FixedPhrase("home", "nach Hause")
        if name == "cityname":
            en, de = self.random.choice(CITIES)
            return FixedPhrase("to " + en, "nach " + de)
        preposition, _, case = PLACES[name].de_direction.partition(":")
        return PrepositionPhrase("to", preposition, case, self.location(self.noun((name,))))

    # Clauses.

    def verbs(self, frame: str, test: Callable[[Verb], bool]) -> List[Verb]:
        """The verbs that can stand in the time frame."""
        found = []
        for verb in VERBS:
            flags = verb.flags
            if verb.frame in ("that", "whether", "inf") or not test(verb):
                continue
            if ("present" in flags or "now" in flags) and frame != "now":
                continue
            if "done" in flags and frame == "now" or "steady" in flags and frame == "hab":
                continue
            if "nopast" in flags and frame == "past":
                continue
            if "nonmodal" in flags and frame == "modal" or "own" in flags and frame == "perf":
                continue
            found.append(verb)
        return found

    def set_tense(self, clause: Clause, frame: str) -> None:
        """Tense and modal of a clause from its time frame."""
        tenses = {"now": "present", "hab": "habit", "past": "past", "perf": "perfect",
                  "fut": "future", "plup": "pluperfect"}
        if frame == "modal":
            clause.tense = "modal"
            clause.modal = self.random.choice([m for m in MODALS if m.tense == "pres"])
        elif frame == "past" and "nonmodal" not in clause.verb.flags \
                and clause.verb.frame != "copula" and self.random.chance(18):
            clause.tense = "modal"
            clause.modal = self.random.choice([m for m in MODALS if m.tense == "past"])
        else:
            clause.tense = tenses[frame]

    def clause(self, frame: str, subject: Optional[Nominal] = None, verb: Optional[Verb] = None,
               classes: Tuple[str, ...] = ("person",), lean: bool = False, gap: str = "") -> Clause:
        """A clause around the subject; `lean` leaves adjuncts out."""
        if verb is None:
            verb = self.random.choice(self.verbs(frame, lambda v: any(
                c in v.subjects for c in classes)))
            if subject is None:
                subject = self.subject(tuple(c for c in verb.subjects if c in classes))
        if subject is None:
            subject = self.subject(verb.subjects)
        clause = Clause(subject, verb, "present")
        clause.gap = gap
        self.set_tense(clause, frame)
        self.fill(clause, lean)
        return clause

    def fill(self, clause: Clause, lean: bool) -> None:
        """Objects and places that the verb's frame asks for or allows."""
        verb, subject, frame = clause.verb, clause.subject, clause.verb.frame
        if frame in ("acc", "put", "ditr") and clause.gap != "acc":
            indefinite = frame != "put" and verb.en[0] != "find" and "present" not in verb.flags
            clause.accusative = self.object(verb.objects, subject, indefinite)
        if "own" in verb.flags and isinstance(clause.accusative, NounPhrase):
            clause.accusative = self.possession(clause.accusative.noun)
        if frame == "dat" and clause.gap != "dat":
            clause.dative = self.object(verb.objects, subject, False)
        if frame == "ditr" and clause.gap != "dat":
            pronoun = 0 if verb.en_extra else 35
            clause.dative = self.object(("person",), subject, False, pronoun)
            if isinstance(clause.dative, Name) and isinstance(clause.accusative, NounPhrase) \
                    and isinstance(clause.accusative.genitive, Name):
                raise Unfit()
        if frame == "prep" and clause.gap != "prep":
            clause.prepositional = self.object(verb.objects, subject, False)
        if frame == "put":
            clause.place = self.spot("acc")
        if clause.gap == "place" or clause.place:
            return
        if frame == "loc":
            clause.place = self.where(verb.places)
        elif frame == "dir":
            clause.place = self.whither(verb.places)
        elif verb.places and self.random.chance(15 if lean else 38):
            target = clause.accusative
            if target is None or target.pronominal or target.definite:
                clause.place = self.where(verb.places)
        if "ben" in verb.flags and clause.accusative and not clause.place and \
                self.random.chance(40):
            clause.benefit = PrepositionPhrase("for", "für", "acc", self.object(
                ("person",), subject, False))
        target = clause.accusative
        if "manner" in verb.flags and not lean and target and target.definite and \
                not clause.place and self.random.chance(70):
            clause.manner = self.adverb("any", "manner")

    def possession(self, noun: Noun) -> NounPhrase:
        """What somebody has: indefinite."""
        if noun.en_plural and self.random.chance(40):
            phrase = NounPhrase(noun, "number", True)
            phrase.number = self.random.choice(NUMBERS)
            return self.decorate(phrase, 25)
        return self.decorate(NounPhrase(noun, "a"), 40)

    def negate(self, clause: Clause, percent: int) -> None:
        """Perhaps negates the clause, where that is natural."""
        subject = clause.subject
        if not self.random.chance(percent) or clause.middle or clause.manner or clause.benefit:
            return
        if isinstance(subject, NounPhrase) and (
                subject.determiner in QUANTIFIED):
            return
        target = clause.accusative
        if isinstance(target, NounPhrase) and target.determiner in (
                "some", "many", "number", "every", "no"):
            return
        if isinstance(target, NounPhrase) and target.very:
            return
        if clause.tense == "likes" or clause.verb.frame == "put":
            return
        if clause.place and clause.accusative:
            return
        if clause.tense == "perfect":
            clause.negate("not yet" if target is None or target.definite else "not")
        elif clause.tense == "present" and clause.verb.frame in ("intr", "loc") \
                and clause.verb.en[0] in ("live", "sleep") and self.random.chance(40):
            clause.negate("no longer")
        else:
            clause.negate("not")

    def add_time(self, clause: Clause, frame: str, front: int) -> None:
        """A time adverbial, in front of the clause, in its middle or at its end."""
        if frame == "perf":
            definite = clause.accusative is None or clause.accusative.definite
            if definite and not clause.negation and self.random.chance(70):
                clause.middle = self.adverb("perf", "mid")
            return
        if "own" in clause.verb.flags or "steady" in clause.verb.flags:
            return
        if frame == "now" and ("stative" in clause.verb.flags or "now" in clause.verb.flags):
            return
        subject = clause.subject
        plain = not isinstance(subject, NounPhrase) or subject.determiner not in QUANTIFIED
        event = clause.verb.frame == "intr" and "event" in clause.verb.flags
        if frame == "hab" and plain and not event and self.random.chance(50):
            clause.middle = self.adverb("hab", "mid")
            return
        if self.random.chance(front):
            clause.front = self.adverb(frame, "front")
        elif not self.closed(clause):
            clause.time = self.adverb(frame, "end")

    def closed(self, clause: Clause) -> bool:
        """True when nothing may follow the objects: a relative clause ends them."""
        parts: List[Optional[Nominal]] = [clause.accusative, clause.dative, clause.prepositional]
        parts += [clause.place.nominal if clause.place else None]
        parts += [clause.benefit.nominal if clause.benefit else None]
        return any(part is not None and bool(part.tail()) for part in parts)

    def frame(self) -> str:
        """A time frame."""
        return self.random.weighted([(24, "now"), (17, "hab"), (25, "past"), (11, "perf"),
                                     (11, "fut"), (16, "modal")])

    def statement(self, frame: str = "", lean: bool = False, subject: Optional[Nominal] = None,
                  front: int = 45, negation: int = 18) -> Clause:
        """A plain main clause."""
        frame = frame or self.frame()
        timed = frame in ("hab", "perf") or self.random.chance(25 if lean else 50)
        if subject is not None:
            classes: Tuple[str, ...] = ("person", "adult")
        elif self.random.chance(12):
            classes = ("animal", "transport", "lie", "stand", "dog", "cat", "horse")
        else:
            classes = ("person", "adult", "child")
        clause = self.clause(frame, subject, None, classes, lean)
        self.likes(clause, frame)
        if frame != "hab":
            self.negate(clause, negation)
        if timed and clause.tense != "likes":
            self.add_time(clause, frame, front)
        elif not lean and clause.front is None:
            self.other_front(clause)
        return clause

    def likes(self, clause: Clause, frame: str) -> None:
        """Perhaps "likes to ..." instead of the plain present."""
        target, verb = clause.accusative, clause.verb
        if frame != "now" or verb.flags or verb.frame not in ("intr", "acc", "dir", "prep"):
            return
        if "person" not in verb.subjects or not self.random.chance(35):
            return
        if verb.frame == "acc" and not (isinstance(target, NounPhrase)
                                        and target.determiner == "bare"):
            return
        if isinstance(clause.subject, NounPhrase) and clause.subject.determiner == "no":
            return
        clause.tense = "likes"

    def other_front(self, clause: Clause) -> None:
        """Perhaps a sentence adverb or the place in front."""
        if self.random.chance(10):
            clause.front = self.adverb("any", "sentence")
        elif clause.place and clause.verb.frame in ("intr", "acc", "loc", "prep") and \
                not clause.negation and clause.verb.frame != "put" and self.random.chance(22) \
                and clause.verb.name != "live/wohnen/loc" and clause.tense != "likes":
            if not isinstance(clause.subject, Pronoun) or self.random.chance(30):
                clause.front, clause.place = clause.place, None

    def copula(self, frame: str, subject: Optional[Nominal] = None) -> Clause:
        """A clause with "to be"."""
        if subject is None:
            subject = self.subject(("person", "person", "thing", "food", "place", "transport",
                                    "animal", "matter", "readable", "ware"), 40)
        clause = Clause(subject, BE, "present")
        self.set_tense(clause, frame)
        clause.predicate = self.predicate(subject)
        return clause

    def predicate(self, subject: Nominal) -> Predicate:
        """What can be said of the subject."""
        degree = self.random.weighted([(5, ""), (3, "very"), (1, "too")])
        if isinstance(subject, NounPhrase):
            noun = subject.noun
            if noun.has("male") and noun.has("kin") and not subject.plural and \
                    self.random.chance(20):
                return Predicate(noun=self.profession())
            fitting = [a for a in ADJECTIVES if a.fits(noun)
                       and not contrary(a, subject.adjective)]
            if not fitting:
                raise Unfit()
            return self.graded(self.random.choice(fitting), degree)
        fitting = [a for a in ADJECTIVES if a.en in STATES + (
            "rich", "poor", "friendly", "young", "old")]
        return self.graded(self.random.choice(fitting), degree)

    @staticmethod
    def graded(adjective: Adjective, degree: str) -> Predicate:
        """The adjective with the degree, where it bears one."""
        if adjective.en in COLOURS:
            return Predicate(adjective)
        if degree == "too" and adjective.en not in TOO_MUCH:
            return Predicate(adjective, "very")
        return Predicate(adjective, degree)

    def profession(self) -> NounPhrase:
        """A profession: "a (good) doctor"."""
        return self.decorate(NounPhrase(self.noun(("job",)), "a"), 50)

    def comparison(self) -> Clause:
        """A clause that compares two of a kind."""
        kind = self.random.choice(("person", "thing", "building", "town", "animal", "ware",
                                   "readable", "clothes"))
        first = self.definite(kind)
        second = self.definite(kind)
        adjectives = [a for a in ADJECTIVES if a.en_comparative
                      and a.fits(first.noun)
                      and a.fits(second.noun)]
        if not adjectives:
            raise Unfit()
        clause = Clause(first, BE, self.random.weighted([(3, "present"), (1, "past")]))
        clause.predicate = Predicate(self.random.choice(adjectives), "", second)
        if self.random.chance(15):
            clause.negate("not")
        return clause

    def existence(self) -> Clause:
        """There is something somewhere."""
        town = self.noun(("town",))
        place = PLACES[town.en]
        where = PrepositionPhrase(place.en, place.de, "dat",
                                  self.decorate(NounPhrase(town, "this" if self.random.chance(40)
                                                           else "the"), 25))
        noun = self.noun(("building", "park", "market", "bridge", "lake"))
        if self.random.chance(50) and noun.en_plural:
            phrase = self.count(noun)
            if phrase.determiner in ("the", "this"):
                raise Unfit()
        else:
            phrase = NounPhrase(noun, "a")
        self.decorate(phrase, 55)
        clause = Clause(phrase, BE, self.random.weighted([(3, "present"), (1, "past")]))
        clause.accusative = phrase
        clause.exists = True
        clause.front = where
        if phrase.determiner == "a" and not phrase.very and self.random.chance(20):
            clause.negate("not")
        return clause

    def weather(self, frame: str) -> Clause:
        """It rains or snows."""
        clause = Clause(It("n"), self.random.choice((VERB["rain/regnen/intr"],
                                                     VERB["snow/schneien/intr"])), "present")
        clause.tense = {"now": "present", "hab": "habit", "past": "past", "fut": "future"}[frame]
        return clause

    # Relative clauses.

    def relate(self, head: NounPhrase, standing: bool = False) -> None:
        """Hangs a relative clause on the phrase; `standing`: its place is known already."""
        noun = head.noun
        if noun.has("person"):
            kind = self.random.weighted([(6, "nom"), (3, "acc"), (2, "dat"), (2, "prep"),
                                         (2, "whose")])
        elif noun.has("place"):
            kind = self.random.weighted([(3, "copula"), (4, "place"), (2, "acc")])
            if kind == "place" and noun.en not in PLACES:
                kind = "copula"
        else:
            kind = self.random.weighted([(3, "acc"), (2, "copula"),
                                         (0 if standing else 2, "thing")])
        builders = {"nom": self.relate_subject, "acc": self.relate_object,
                    "dat": self.relate_object, "prep": self.relate_prepositional,
                    "whose": self.relate_whose, "copula": self.relate_copula,
                    "place": self.relate_place, "thing": self.relate_thing}
        head.relative = builders[kind](head, kind)

    def relative_frame(self, head: NounPhrase) -> str:
        """A time frame for a relative clause."""
        habit = 2 if head.noun.has("person") else 0
        return self.random.weighted([(5, "now"), (4, "past"), (habit, "hab"), (1, "modal")])

    def relative_subject(self) -> Nominal:
        """The subject of a relative clause: a light one."""
        if self.random.chance(35):
            return Pronoun(self.random.choice(PERSONS))
        return self.name() if self.random.chance(25) else self.definite("person")

    def relate_subject(self, head: NounPhrase, _kind: str) -> Relative:
        """The man who ..."""
        frame = self.relative_frame(head)
        classes = ("person", "adult") if head.noun.has("adult") else ("person", "child")
        stand_in = NounPhrase(head.noun, "the", head.plural)
        clause = self.clause(frame, stand_in, None, classes, True, "nom")
        if frame == "hab":
            clause.middle = self.adverb("hab", "mid")
        elif frame == "past" and self.random.chance(35):
            self.add_time(clause, frame, 0)
        elif frame != "hab":
            self.negate(clause, 10)
        return Relative(head, clause, "nom")

    def relate_copula(self, head: NounPhrase, _kind: str) -> Relative:
        """The house that is very old."""
        clause = Clause(NounPhrase(head.noun, "the", head.plural), BE, "present")
        clause.predicate = self.predicate(head)
        clause.gap = "nom"
        return Relative(head, clause, "nom")

    def relate_thing(self, head: NounPhrase, _kind: str) -> Relative:
        """The book that is lying on the table; that belongs to my uncle."""
        verbs = [v for v in VERBS if any(head.noun.has(c) for c in v.subjects)
                 and not {"person", "adult"} & set(v.subjects)]
        if not verbs:
            return self.relate_copula(head, "copula")
        stand_in = NounPhrase(head.noun, "the", head.plural)
        verb = self.random.choice(verbs)
        frame = "past" if head.noun.has("transport") else "now"
        return Relative(head, self.clause(frame, stand_in, verb, (), True, "nom"), "nom")

    def object_verbs(self, head: NounPhrase, frame: str, kind: str) -> List[Verb]:
        """The verbs that can have the head as their object."""
        return self.verbs(frame, lambda v: v.frame == kind and "own" not in v.flags and any(
            head.noun.has(c) for c in v.objects) and "nonmodal" not in v.flags
            and bool({"person", "adult"} & set(v.subjects)))

    def relate_object(self, head: NounPhrase, kind: str) -> Relative:
        """The man whom the child sees; whom the child helped."""
        frame = self.relative_frame(head)
        verbs = self.object_verbs(head, frame, kind)
        if not verbs:
            raise Unfit()
        clause = self.clause(frame, self.relative_subject(), self.random.choice(verbs), (), True,
                             kind)
        clause.benefit = None
        if frame == "hab":
            clause.middle = self.adverb("hab", "mid")
        elif frame == "past" and self.random.chance(35):
            self.add_time(clause, frame, 0)
        return Relative(head, clause, kind)

    def relate_prepositional(self, head: NounPhrase, _kind: str) -> Relative:
        """The man for whom we are waiting."""
        frame = self.random.choice(("now", "past"))
        verbs = [v for v in self.object_verbs(head, frame, "prep")
                 if v.en_extra != "forward to" and "reflexive" not in v.flags]
        if not verbs:
            raise Unfit()
        verb = self.random.choice(verbs)
        clause = self.clause(frame, self.relative_subject(), verb, (), True, "prep")
        return Relative(head, clause, "prep", (verb.en_extra, verb.preposition, verb.case))

    def relate_whose(self, head: NounPhrase, _kind: str) -> Relative:
        """The woman whose dog is sleeping."""
        frame = self.random.choice(("now", "past"))
        kin = self.random.chance(60)
        owned = Whose(self.noun(("kin",) if kin else ("animal",)), head)
        if self.random.chance(25):
            clause = Clause(owned, BE, "present")
            clause.predicate = self.predicate(owned)
        else:
            classes = ("person", "adult") if kin else ("animal",)
            clause = self.clause(frame, owned, None, classes, True)
        return Relative(head, clause, "whose")

    def relate_place(self, head: NounPhrase, _kind: str) -> Relative:
        """The house in which my uncle works."""
        place = PLACES[head.noun.en]
        frame = self.random.choice(("now", "past"))
        verbs = self.verbs(frame, lambda v: v.frame in ("intr", "loc", "acc")
                           and head.noun.en in v.places)
        if not verbs:
            raise Unfit()
        clause = self.clause(frame, self.relative_subject(), self.random.choice(verbs), (), True,
                             "place")
        return Relative(head, clause, "place", (place.en, place.de, "dat"))

    def relate_someone(self, clause: Clause, percent: int) -> bool:
        """Perhaps a relative clause on the subject or the last object."""
        if not self.random.chance(percent):
            return False
        heads = []
        if self.can_relate(clause.subject) and not clause.exists and not clause.verb.prefix:
            heads.append(clause.subject)
        last = self.last(clause)
        if last is not None and self.can_relate(last):
            heads.append(last)
        if not heads:
            return False
        head = self.random.choice(heads)
        assert isinstance(head, NounPhrase)
        self.relate(head, head is clause.subject and "now" in clause.verb.flags)
        return True

    def last(self, clause: Clause) -> Optional[Nominal]:
        """The nominal that ends the clause, if one does."""
        if clause.time or clause.manner or clause.predicate or clause.complement:
            return None
        if clause.negation in ("not yet", "kein", "no longer"):
            return None
        if clause.verb.frame == "ditr":
            return None
        if clause.place:
            fixed = isinstance(clause.place, FixedPhrase) or clause.prepositional is not None
            return None if fixed else clause.place.nominal
        if clause.benefit:
            return clause.benefit.nominal
        return clause.prepositional or clause.accusative or clause.dative

    @staticmethod
    def can_relate(nominal: Nominal) -> bool:
        """True for a plain noun phrase that bears a relative clause."""
        return isinstance(nominal, NounPhrase) and nominal.determiner in (
            "the", "a", "number", "some", "many") and not nominal.negation \
            and not nominal.very and not nominal.modifier and not nominal.noun.has("mass")

    # Sentences.

    def coreferent(self, clause: Clause, percent: int = 60) -> Optional[Nominal]:
        """Perhaps a pronoun for the clause's subject."""
        owner = clause.subject.owner
        if not owner or not self.random.chance(percent):
            return None
        if isinstance(clause.subject, NounPhrase) and (
                clause.subject.determiner in ("no", "every")
                or not clause.subject.noun.has("person")):
            return None
        return Pronoun(owner)

    def any_clause(self, frame: str, subject: Optional[Nominal] = None) -> Clause:
        """A clause for the inside of a sentence: nothing in front."""
        if frame in ("now", "past") and self.random.chance(25):
            return self.copula(frame, subject)
        return self.statement(frame, True, subject, 0)

    def adverbial(self, long: bool) -> Tuple[Clause, Subordinate, bool]:
        """A main clause, a subordinate one, and whether that one comes first."""
        en, de, main_frame, sub_frame, first = self.random.weighted([
            (4, ("because", "weil", "past", "past", 25)),
            (3, ("because", "weil", "now", "now", 25)),
            (2, ("because", "weil", "now", "modal", 20)),
            (2, ("because", "weil", "fut", "now", 20)),
            (2, ("although", "obwohl", "past", "past", 40)),
            (2, ("although", "obwohl", "now", "now", 40)),
            (3, ("when", "als", "past", "past", 60)),
            (3, ("when", "wenn", "hab", "hab", 55)),
            (3, ("if", "wenn", "fut", "hab", 50)),
            (2, ("if", "wenn", "modal", "hab", 50)),
            (3, ("while", "während", "past", "past", 40)),
            (2, ("while", "während", "now", "now", 40)),
            (2, ("before", "bevor", "past", "past", 30)),
            (2, ("after", "nachdem", "past", "plup", 50)),
        ])
        before = self.random.chance(first)
        negation = 25 if en in ("because", "although", "if") else 0
        if before:
            sub = self.subordinate(en, sub_frame, None)
            main = self.statement(main_frame, True, self.coreferent(sub), 0, negation)
        else:
            main = self.statement(main_frame, True, None, 0, negation)
            sub = self.subordinate(en, sub_frame, self.coreferent(main))
        if main.tense == "likes":
            main.tense = "present"
        if long:
            self.relate_someone(main if before else sub, 70)
            if before:
                self.relate_someone(sub, 35)
            elif isinstance(main.subject, NounPhrase) and self.can_relate(main.subject) \
                    and self.random.chance(40):
                self.relate(main.subject)
        return main, Subordinate(en, de, sub), before

    def subordinate(self, conjunction: str, frame: str, subject: Optional[Nominal]) -> Clause:
        """The subordinate clause of a conjunction."""
        weather = {"because": 15, "although": 25, "when": 20, "if": 25, "while": 10}
        if frame in ("now", "past", "hab") and \
                self.random.chance(weather.get(conjunction, 0)):
            return self.weather(frame)
        if frame == "plup":
            verbs = [v for v in self.verbs("past", lambda v: "person" in v.subjects)
                     if not {"stative", "reflexive"} & set(v.flags)]
            clause = self.clause("past", subject, self.random.choice(verbs), (), True)
            clause.tense, clause.modal = "pluperfect", None
            return clause
        if conjunction in ("before", "while", "when", "after", "if"):
            verbs = self.verbs(frame, lambda v: "person" in v.subjects and
                               not {"stative", "reflexive"} & set(v.flags) and
                               (conjunction != "while" or "event" not in v.flags))
            clause = self.clause(frame, subject, self.random.choice(verbs), (), True)
            if frame == "past":
                clause.tense, clause.modal = "past", None
            return clause
        if self.random.chance(40):
            states = [a for a in ADJECTIVES if a.en in STATES]
            holder = subject or self.subject()
            clause = Clause(holder, BE, "present")
            self.set_tense(clause, "past" if frame == "past" else "now")
            clause.predicate = Predicate(self.random.choice(states),
                                         "very" if self.random.chance(30) else "")
            return clause
        clause = self.statement(frame, True, subject, 0, 25)
        if clause.tense == "likes":
            clause.tense = "present"
        return clause

    def matrix(self) -> Clause:
        """A clause that takes "that" or an indirect question; its complement is still open."""
        kind = self.random.weighted([(4, "say"), (3, "think"), (3, "believe"), (3, "know"),
                                     (3, "hope"), (2, "hear"), (3, "ask"), (3, "not know")])
        subject = self.subject(("person",), 55)
        names = {"say": "say/sagen/that", "think": "think/denken/that",
                 "believe": "believe/glauben/that", "know": "know/wissen/that",
                 "hope": "hope/hoffen/that", "hear": "hear/hören/that",
                 "ask": "ask/fragen/whether", "not know": "know/wissen/that"}
        clause = Clause(subject, VERB[names[kind]], "perfect" if kind == "hear" else "present")
        if kind == "not know":
            if isinstance(subject, NounPhrase) and subject.determiner in QUANTIFIED:
                raise Unfit()
            clause.negate("not")
        return clause

    def embedding(self, long: bool) -> Clause:
        """Somebody says that ...; somebody asks whether or where ..."""
        main = self.matrix()
        subject = self.coreferent(main, 30) if main.subject.person == "3s" else None
        asks = main.verb.frame == "whether" or main.negation == "not"
        if not asks:
            frame = self.random.weighted([(3, "now"), (3, "past"), (2, "fut"), (2, "modal"),
                                          (1, "perf")])
            if main.verb.en[0] == "hope" and frame == "past":
                frame = "fut"
            inner = self.any_clause(frame, subject)
            if inner.tense == "likes":
                inner.tense = "present"
            kind = "that"
        elif self.random.chance(45):
            frame = self.random.choice(("now", "past", "fut", "modal"))
            inner = self.any_clause(frame, subject)
            inner.negation = inner.negation if inner.negation == "kein" else ""
            kind = "whether"
        else:
            inner, kind = self.asked(subject), "wh"
        if inner.subject.owner and inner.subject.owner == main.subject.owner \
                and main.subject.person in ("1s", "2s") \
                and main.verb.name != "hope/hoffen/that":
            raise Unfit()
        if long:
            self.relate_someone(inner, 75)
        main.complement = Complement(kind, inner)
        return main

    def asked(self, subject: Optional[Nominal] = None) -> Clause:
        """A clause with a question word in front."""
        kind = self.random.weighted([(3, "where"), (3, "whither"), (3, "why"), (3, "when"),
                                     (4, "what"), (3, "whom"), (2, "which"), (2, "how many")])
        subject = subject or self.subject(("person",), 35)
        if isinstance(subject, NounPhrase) and subject.determiner in QUANTIFIED:
            raise Unfit()
        frame = self.random.choice(("now", "past", "past", "fut", "modal"))
        if kind == "where":
            verbs = self.verbs(frame, lambda v: v.frame == "loc" and "person" in v.subjects)
            clause = self.clause(frame, subject, self.random.choice(verbs), (), True, "place")
            clause.front = QuestionWord("where", "wo")
        elif kind == "whither":
            verbs = self.verbs(frame, lambda v: v.frame == "dir" and v.en[0] != "run")
            clause = self.clause(frame, subject, self.random.choice(verbs), (), True, "place")
            clause.front = QuestionWord("where", "wohin")
        elif kind in ("why", "when"):
            frames = ("past", "fut", "modal", "now") if kind == "why" else ("past", "fut", "modal")
            frame = self.random.choice(frames)
            verbs = self.verbs(frame, lambda v: "person" in v.subjects and
                               "stative" not in v.flags)
            clause = self.clause(frame, subject, self.random.choice(verbs), (), True)
            clause.front = QuestionWord(*{"why": ("why", "warum"), "when": ("when", "wann")}[kind])
        else:
            clause = self.asked_object(kind, frame, subject)
        return clause

    def asked_object(self, kind: str, frame: str, subject: Nominal) -> Clause:
        """A clause whose object is asked for."""
        person = kind == "whom"
        verbs = self.verbs(frame, lambda v: v.frame in (("acc", "dat") if person else ("acc",))
                           and {"person", "adult"} & set(v.subjects) != set()
                           and ("person" in v.objects if person else "person" not in v.objects)
                           and not {"own", "nonmodal"} & set(v.flags)
                           and (person or v.en[0] != "know"))
        verb = self.random.choice(verbs)
        clause = self.clause(frame, subject, verb, (), True, verb.frame)
        clause.benefit = None
        if kind in ("what", "whom"):
            clause.front = Who(not person)
            return clause
        noun = self.noun(verb.objects)
        plural = kind == "how many"
        if plural and not noun.en_plural:
            raise Unfit()
        clause.front = self.decorate(NounPhrase(noun, kind, plural), 20)
        return clause

    def question(self) -> Clause:
        """A direct question."""
        kind = self.random.weighted([(5, "yes-no"), (5, "object"), (3, "subject")])
        if kind == "object":
            return self.asked()
        frame = self.random.choice(("now", "past", "fut", "modal", "past"))
        if kind == "subject":
            subject: Nominal = Who(False)
            if self.random.chance(35):
                subject = NounPhrase(self.noun(("person",), ("kin",)), "which")
            clause = self.clause(frame, subject, None, ("person",))
        else:
            asked = self.subject(("person",), 50)
            if asked.person == "1s" and self.random.chance(75):
                raise Unfit()
            clause = self.any_clause(frame, asked)
            clause.negation = ""
            if isinstance(clause.subject, NounPhrase) and clause.subject.determiner in QUANTIFIED:
                raise Unfit()
            if isinstance(clause.accusative, NounPhrase):
                clause.accusative.negation = ()
        if clause.tense == "likes":
            clause.tense = "present"
        if clause.verb.frame != "copula" and not clause.time and self.random.chance(25):
            if "stative" not in clause.verb.flags and not self.closed(clause):
                clause.time = self.adverb("modal" if frame == "modal" else frame, "end")
        return clause

    def infinitive(self) -> Clause:
        """Somebody tries to do something; goes somewhere to do something."""
        kind = self.random.weighted([(3, "try"), (2, "start"), (2, "forget"), (2, "decide"),
                                     (5, "purpose")])
        subject = self.subject(("person",), 40)
        frame = self.random.choice(("now", "past"))
        if kind == "purpose":
            verb = self.random.choice([v for v in VERBS if v.frame == "dir" and v.en[0] != "run"])
            frame = self.random.choice(("now", "past", "fut", "modal"))
            main = self.clause(frame, subject, verb, (), True)
        else:
            names = {"try": "try/versuchen/inf", "start": "start/anfangen/inf",
                     "forget": "forget/vergessen/inf", "decide": "decide/beschließen/inf"}
            frame = "past" if kind in ("forget", "decide") else frame
            main = Clause(subject, VERB[names[kind]], {"now": "present", "past": "past"}[frame])
        if self.random.chance(25):
            main.front = self.adverb(frame, "front")
        verbs = self.verbs("fut", lambda v: v.frame in ("acc", "dat", "ditr", "intr")
                           and "person" in v.subjects and "reflexive" not in v.flags
                           and "stative" not in v.flags and "event" not in v.flags
                           and (kind not in ("purpose", "forget") or v.frame != "intr"))
        inner = self.clause("now", subject, self.random.choice(verbs), (), True)
        if kind == "purpose":
            inner.place = None
        if not (inner.accusative or inner.dative or inner.place):
            raise Unfit()
        main.complement = Complement("purpose" if kind == "purpose" else "to", inner)
        return main

    def anaphor(self) -> Tuple[Clause, Subordinate]:
        """Somebody does not buy the coat because it is too expensive."""
        plural = self.random.chance(25)
        names = ("buy/kaufen/acc", "sell/verkaufen/acc", "repair/reparieren/acc",
                 "read/lesen/acc", "wear/tragen/acc", "wash/waschen/acc")
        verb = VERB[self.random.choice(names)]
        frame = self.random.choice(("modal", "fut", "past", "now"))
        if frame == "past" and "nopast" in verb.flags:
            frame = "fut"
        clause = Clause(self.subject(("person",), 45), verb, "present")
        self.set_tense(clause, frame)
        noun = self.noun(verb.objects, ("person", "animal", "mass"))
        if plural and not noun.en_plural:
            raise Unfit()
        clause.accusative = NounPhrase(noun, self.random.choice(("the", "this")), plural)
        self.negate(clause, 60)
        again = It("p" if plural else noun.gender)
        sub = Clause(again, BE, "past" if frame == "past" else "present")
        head = clause.accusative
        sub.predicate = self.predicate(head)
        return clause, Subordinate("because", "weil", sub)


Drawn = Tuple[Tokens, Tokens, str]


def _join(first: Clause, word: Tuple[str, str], second: Clause, speaker: Speaker) -> Drawn:
    """Two main clauses joined by "and" or "but"."""
    link = speaker.random.below(1 << 30)
    key = ("join{}".format(link),)
    en = first.en_main() + [Token(","), Token(word[0], key)] + second.en_main()
    comma = [Token(",")] if word[0] == "but" else []
    return en, first.de_main() + comma + [Token(word[1], key)] + second.de_main(), "."


def _with_subordinate(main: Clause, sub: Subordinate, before: bool) -> Drawn:
    """A main clause with a subordinate one, which may come first."""
    if before:
        main.front = sub
        return main.en_main(), main.de_main(), "."
    return main.en_main() + sub.en(), main.de_main() + sub.de(), "."


def _plain(speaker: Speaker) -> Drawn:
    speaker.quantify = True
    clause = speaker.statement()
    return clause.en_main(), clause.de_main(), "."


def _being(speaker: Speaker) -> Drawn:
    kind = speaker.random.weighted([(6, "copula"), (3, "comparison"), (2, "existence")])
    if kind == "comparison":
        clause = speaker.comparison()
    elif kind == "existence":
        clause = speaker.existence()
    else:
        frame = speaker.random.weighted([(4, "now"), (2, "past")])
        clause = speaker.copula(frame)
        if speaker.random.chance(20):
            speaker.negate(clause, 100)
        elif speaker.random.chance(15):
            clause.front = speaker.adverb("any", "sentence")
    return clause.en_main(), clause.de_main(), "."


def _question(speaker: Speaker) -> Drawn:
    clause = speaker.question()
    return clause.en_question(), clause.de_question(), "?"


def _related(speaker: Speaker) -> Drawn:
    clause = speaker.statement(lean=True)
    if not speaker.relate_someone(clause, 100):
        raise Unfit()
    return clause.en_main(), clause.de_main(), "."


def _adverbial(speaker: Speaker) -> Drawn:
    return _with_subordinate(*speaker.adverbial(False))


def _embedding(speaker: Speaker) -> Drawn:
    clause = speaker.embedding(False)
    return clause.en_main(), clause.de_main(), "."


def _infinitive(speaker: Speaker) -> Drawn:
    clause = speaker.infinitive()
    return clause.en_main(), clause.de_main(), "."


def _anaphor(speaker: Speaker) -> Drawn:
    clause, sub = speaker.anaphor()
    return _with_subordinate(clause, sub, False)


def _coordination(speaker: Speaker) -> Drawn:
    frame = speaker.frame()
    word = speaker.random.weighted([(3, ("and", "und")), (2, ("but", "aber"))])
    first = speaker.statement(frame, True, None, 30)
    second = speaker.statement(frame, True, None, 0, 35 if word[0] == "but" else 10)
    return _join(first, word, second, speaker)


def _long_adverbial(speaker: Speaker) -> Drawn:
    return _with_subordinate(*speaker.adverbial(True))


def _long_embedding(speaker: Speaker) -> Drawn:
    """Matrix, complement and a subordinate clause behind it."""
    clause = speaker.embedding(True)
    return clause.en_main(), clause.de_main(), "."


def _long_coordination(speaker: Speaker) -> Drawn:
    """Two clauses, both with relative clauses where they bear them."""
    frame = speaker.random.choice(("now", "past", "past", "fut"))
    word = speaker.random.weighted([(3, ("and", "und")), (2, ("but", "aber"))])
    first = speaker.statement(frame, True, None, 20)
    second = speaker.statement(frame, True, None, 0)
    speaker.relate_someone(first, 100)
    speaker.relate_someone(second, 80)
    return _join(first, word, second, speaker)


def _long_related(speaker: Speaker) -> Drawn:
    """Relative clauses on both the subject and the object."""
    clause = speaker.statement(speaker.random.choice(("now", "past", "past")), True)
    subject, last = clause.subject, speaker.last(clause)
    if not speaker.can_relate(subject) or last is None or not speaker.can_relate(last):
        raise Unfit()
    assert isinstance(subject, NounPhrase) and isinstance(last, NounPhrase)
    speaker.relate(subject)
    speaker.relate(last)
    return clause.en_main(), clause.de_main(), "."


def _long_reason(speaker: Speaker) -> Drawn:
    """Somebody says that ..., because ...: three clauses in a row."""
    main, sub, before = speaker.adverbial(False)
    if before:
        raise Unfit()
    outer = speaker.matrix()
    if outer.verb.frame == "whether" or outer.negation:
        raise Unfit()
    if main.tense == "pluperfect" or main.front is not None:
        raise Unfit()
    outer.complement = Complement("that", main)
    speaker.relate_someone(main, 40)
    return (outer.en_main() + sub.en(), outer.de_main() + sub.de(), ".")


SHORT = ((26, _plain), (10, _being), (15, _question), (10, _related), (11, _adverbial),
         (10, _embedding), (7, _infinitive), (3, _anaphor), (5, _coordination))
LONG = ((4, _long_adverbial), (4, _long_embedding), (4, _long_coordination),
        (3, _long_related), (4, _long_reason))


def draw(random: Random, long: bool) -> Optional[Pairing]:
    """One sentence pair, or nothing when the choices did not fit together."""
    kinds = LONG if long else SHORT
    try:
        english, german, mark = random.weighted(kinds)(Speaker(random))
    except Unfit:
        return None
    return pairing(english, german, mark)
