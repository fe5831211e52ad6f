"""The words of the sample corpus: every table the grammar draws from.

Tables are plain text, one entry a line, columns separated by blanks; an
underscore inside a column stands for a blank, a hyphen for "nothing".
"""

from __future__ import annotations

from typing import Dict, List, NamedTuple, Optional, Tuple


class Noun(NamedTuple):
    """A noun; `gender` is m, f or n; `classes` say where it may be used."""

    en: str
    en_plural: str
    de: str
    gender: str
    de_plural: str
    de_genitive: str
    classes: Tuple[str, ...]

    def has(self, name: str) -> bool:
        """True when the noun belongs to the class."""
        return name in self.classes


class Adjective(NamedTuple):
    """An adjective; `stem` takes the endings; `classes` are those of the nouns it fits ("!x": not x)."""

    en: str
    en_comparative: str
    de: str
    stem: str
    de_comparative: str
    classes: Tuple[str, ...]

    def fits(self, noun: Noun) -> bool:
        """True when the adjective makes sense with the noun."""
        return any(noun.has(c) for c in self.classes) and "!" + noun.en not in self.classes


class Verb(NamedTuple):
    """A verb with its forms, its frame and what may stand around it.

    `en` holds base, third person, -ing form, past and past participle.
    `en_extra` is "+up" for a particle, "for" for a preposition, or "".
    `frame` is one of intr, acc, dat, ditr, prep, loc, dir, put, that, whether
    and inf; `preposition` and `case` are the German ones of prep.
    """

    en: Tuple[str, str, str, str, str]
    en_extra: str
    prefix: str
    de: str
    du: str
    er: str
    participle: str
    auxiliary: str
    frame: str
    preposition: str
    case: str
    subjects: Tuple[str, ...]
    objects: Tuple[str, ...]
    places: Tuple[str, ...]
    flags: Tuple[str, ...]

    @property
    def name(self) -> str:
        """English base, German infinitive and frame: unique among the verbs."""
        return self.en[0] + "/" + self.prefix + self.de + "/" + self.frame


class Adverb(NamedTuple):
    """An adverbial; `links` aligns German word j with English words links[j]."""

    en: Tuple[str, ...]
    de: Tuple[str, ...]
    links: Tuple[Tuple[int, ...], ...]
    frames: Tuple[str, ...]
    positions: Tuple[str, ...]


class Place(NamedTuple):
    """How a place noun is used: English and German prepositions."""

    noun: str
    en: str
    de: str
    de_direction: str


class Modal(NamedTuple):
    """A modal verb: English phrases and German forms of one tense.

    English forms are for I, you/plural and the third person singular; the
    negated ones have "not" where the sentence has it.
    """

    name: str
    tense: str
    en: Tuple[str, str, str]
    en_negated: Tuple[str, str, str]
    de: Tuple[str, str, str]
    de_negated: Tuple[str, str, str]


def _rows(table: str) -> List[List[str]]:
    """The table's lines as lists of columns."""
    return [line.split() for line in table.strip().splitlines()]


def _text(column: str) -> str:
    """A column's text: underscores are blanks, a hyphen is nothing."""
    return "" if column == "-" else column.replace("_", " ")


def _list(column: str) -> Tuple[str, ...]:
    """A column of comma-separated names."""
    return () if column == "-" else tuple(column.split(","))


# English, plural, German, gender, plural, genitive, classes.
# "weak" marks the n-declension: accusative and dative equal the genitive.
_NOUNS = """
man          men           Mann         m  Männer        Mannes        person,male
woman        women         Frau         f  Frauen        Frau          person,female
child        children      Kind         n  Kinder        Kindes        person,child
boy          boys          Junge        m  Jungen        Jungen        person,male,child,weak
girl         girls         Mädchen      n  Mädchen       Mädchens      person,female,child
teacher      teachers      Lehrer       m  Lehrer        Lehrers       person,male,job,holder
doctor       doctors       Arzt         m  Ärzte         Arztes        person,male,job,holder
student      students      Student      m  Studenten     Studenten     person,male,job,weak
farmer       farmers       Bauer        m  Bauern        Bauern        person,male,job,weak,holder
baker        bakers        Bäcker       m  Bäcker        Bäckers       person,male,job
painter      painters      Maler        m  Maler         Malers        person,male,job,holder
nurse        nurses        Krankenschwester f Krankenschwestern Krankenschwester person,female
father       fathers       Vater        m  Väter         Vaters        person,male,kin,owner
mother       mothers       Mutter       f  Mütter        Mutter        person,female,kin,owner
brother      brothers      Bruder       m  Brüder        Bruders       person,male,kin,many,owner
sister       sisters       Schwester    f  Schwestern    Schwester     person,female,kin,many,owner
daughter     daughters     Tochter      f  Töchter       Tochter       person,female,kin,many,owner
uncle        uncles        Onkel        m  Onkel         Onkels        person,male,kin,owner
grandfather  grandfathers  Großvater    m  Großväter     Großvaters    person,male,kin
friend       friends       Freund       m  Freunde       Freundes      person,male,kin,many,owner
neighbor     neighbors     Nachbar      m  Nachbarn      Nachbarn      person,male,kin,many,weak
dog          dogs          Hund         m  Hunde         Hundes        animal
cat          cats          Katze        f  Katzen        Katze         animal
horse        horses        Pferd        n  Pferde        Pferdes       animal
book         books         Buch         n  Bücher        Buches        thing,readable,ware,lie,gift
letter       letters       Brief        m  Briefe        Briefes       thing,readable,writable,lie
newspaper    newspapers    Zeitung      f  Zeitungen     Zeitung       thing,readable,ware,lie
story        stories       Geschichte   f  Geschichten   Geschichte    readable,writable,tellable
question     questions     Frage        f  Fragen        Frage         matter
song         songs         Lied         n  Lieder        Liedes        song
key          keys          Schlüssel    m  Schlüssel     Schlüssels    thing,lie
bag          bags          Tasche       f  Taschen       Tasche        thing,ware,stand,gift
bottle       bottles       Flasche      f  Flaschen      Flasche       thing,ware,stand
cup          -             Tasse        f  -             Tasse         thing,ware,stand,gift
picture      pictures      Bild         n  Bilder        Bildes        thing,ware,picture,gift
ball         balls         Ball         m  Bälle         Balles        thing,ware,lie,gift
coat         coats         Mantel       m  Mäntel        Mantels       thing,ware,clothes,lie
shirt        shirts        Hemd         n  Hemden        Hemdes        thing,ware,clothes,lie
hat          hats          Hut          m  Hüte          Hutes         thing,ware,clothes,lie
jacket       jackets      Jacke        f  Jacken        Jacke         thing,ware,clothes,lie
car          cars          Auto         n  Autos         Autos         thing,ware,machine,vehicle
bicycle      bicycles      Fahrrad      n  Fahrräder     Fahrrads      thing,ware,machine,vehicle
bus          buses         Bus          m  Busse         Busses        transport
train        trains        Zug          m  Züge          Zuges         transport
apple        apples        Apfel        m  Äpfel         Apfels        food
egg          eggs          Ei           n  Eier          Eies          food,cookable
cake         cakes         Kuchen       m  Kuchen        Kuchens       food
fish         -             Fisch        m  -             Fisches       food,cookable
soup         -             Suppe        f  -             Suppe         food,cookable
bread        -             Brot         n  -             Brotes        food,mass
meat         -             Fleisch      n  -             Fleisches     food,mass
water        -             Wasser       n  -             Wassers       drink,mass
milk         -             Milch        f  -             Milch         drink,mass
coffee       -             Kaffee       m  -             Kaffees       drink,mass
juice        -             Saft         m  -             Saftes        drink,mass
table        tables        Tisch        m  Tische        Tisches       thing,ware,furniture
chair        chairs        Stuhl        m  Stühle        Stuhls        thing,ware,furniture
cupboard     cupboards     Schrank      m  Schränke      Schranks      thing,ware,furniture
door         doors         Tür          f  Türen         Tür           opening
window       windows       Fenster      n  Fenster       Fensters      opening
house        houses        Haus         n  Häuser        Hauses        place,building,home
church       churches      Kirche       f  Kirchen       Kirche        place,building
school       schools       Schule       f  Schulen       Schule        place,building
library      -             Bibliothek   f  -             Bibliothek    place,building
restaurant   -             Restaurant   n  -             Restaurants   place,building
hotel        -             Hotel        n  -             Hotels        place,building
museum       museums       Museum       n  Museen        Museums       place,building
kitchen      -             Küche        f  -             Küche         place,chamber
room         -             Zimmer       n  -             Zimmers       place,chamber
garden       gardens       Garten       m  Gärten        Gartens       place,outdoor
park         parks         Park         m  Parks         Parks         place,outdoor
market       -             Markt        m  -             Marktes       place
station      -             Bahnhof      m  -             Bahnhofs      place,building
lake         -             See          m  -             Sees          place,outdoor
city         -             Stadt        f  -             Stadt         place,town
village      -             Dorf         n  -             Dorfes        place,town
street       -             Straße       f  -             Straße        place,road
bridge       bridges       Brücke       f  Brücken       Brücke        place,road
"""

# Noun, English preposition, German preposition with dative, German direction.
_PLACES = """
house        in  in   zu:dat
church       in  in   in:acc
school       at  in   zu:dat
library      in  in   in:acc
restaurant   in  in   in:acc
hotel        in  in   in:acc
museum       in  in   in:acc
kitchen      in  in   in:acc
room         in  in   in:acc
garden       in  in   in:acc
park         in  in   in:acc
market       at  auf  zu:dat
station      at  an   zu:dat
lake         at  an   zu:dat
city         in  in   in:acc
village      in  in   in:acc
street       on  auf  auf:acc
bridge       on  auf  zu:dat
"""

# English preposition, German preposition, the furniture it goes with.
_SPOTS = """
on       auf     table,chair
under    unter   table,chair
next_to  neben   cupboard,window,door
behind   hinter  door,cupboard
in       in      cupboard
"""

# Where one sits: the spots of the first of these prepositions only.
SEATS = ("on", "next to")

# English, comparative, German, stem before endings, comparative, noun classes.
_ADJECTIVES = """
old          older             alt          alt          älter         adult,animal,thing,place,transport,opening
young        younger           jung         jung         jünger        adult,animal,!mother,!father,!grandfather
tall         taller            groß         groß         größer        person
big          bigger            groß         groß         größer        animal,bag,furniture,place,opening,transport,picture
small        smaller           klein        klein        kleiner       child,animal,thing,place,opening,transport
new          -                 neu          neu          neuer         thing,building,transport,road
expensive    more_expensive    teuer        teur         teurer        ware
cheap        cheaper           billig       billig       billiger      ware
beautiful    more_beautiful    schön        schön        schöner       clothes,picture,outdoor,town,building,song,female
red          -                 rot          rot          -             clothes,vehicle,furniture,stand,opening
blue         -                 blau         blau         -             clothes,vehicle,furniture,stand,opening
white        -                 weiß         weiß         -             clothes,vehicle,furniture,animal
black        -                 schwarz      schwarz      -             clothes,vehicle,animal
friendly     -                 freundlich   freundlich   -             person
rich         -                 reich        reich        -             adult
poor         -                 arm          arm          -             adult
tired        -                 müde         müd          -             person,animal
sick         -                 krank        krank        -             person,animal,!nurse
hungry       -                 hungrig      hungrig      -             person,animal
happy        -                 glücklich    glücklich    -             person
warm         -                 warm         warm         -             coat,soup
cold         -                 kalt         kalt         -             drink,soup
hot          -                 heiß         heiß         -             coffee,soup
fresh        -                 frisch       frisch       -             food
good         -                 gut          gut          -             food,readable,adult,juice,coffee,song,restaurant,hotel
interesting  more_interesting  interessant  interessant  interessanter readable,picture,museum,song,matter
long         longer            lang         lang         länger        readable,road,song
quiet        -                 ruhig        ruhig        -             town,outdoor,street,chamber,hotel
clean        -                 sauber       sauber       -             clothes,opening,chamber,stand
"""

# Adjectives that take no degree.
COLOURS = ("red", "blue", "white", "black")

# Adjectives of which one excludes the others.
CONTRARY = (("old", "new", "young"), ("big", "small", "tall"), ("rich", "poor"),
            ("hot", "cold", "warm"), ("expensive", "cheap"), COLOURS)

# The adjectives that describe a passing state: sensible as "is ...".
STATES = ("tired", "sick", "hungry", "happy")

# English forms, preposition or +particle, German infinitive with prefix|,
# "du,er" forms if irregular, participle, auxiliary, frame with prep's German
# preposition and case, subjects, objects, places, flags.
_VERBS = """
sleep,sleeps,sleeping,slept,slept                -  schlafen       schläfst,schläft  geschlafen     haben intr        person,animal -  garden,hotel,room,house,seat -
work,works,working,worked,worked                 -  arbeiten       -                 gearbeitet     haben intr        adult   -  garden,hotel,restaurant,library,museum,school,city -
laugh,laughs,laughing,laughed,laughed            -  lachen         -                 gelacht        haben intr        person  -  - -
cry,cries,crying,cried,cried                     -  weinen         -                 geweint        haben intr        person  -  - nonmodal
sing,sings,singing,sang,sung                     -  singen         -                 gesungen       haben intr        person  -  garden,church,kitchen,street,school -
dance,dances,dancing,danced,danced               -  tanzen         -                 getanzt        haben intr        person  -  garden,kitchen,street,restaurant,park -
swim,swims,swimming,swam,swum                    -  schwimmen      -                 geschwommen    sein  intr        person,dog -  water -
play,plays,playing,played,played                 -  spielen        -                 gespielt       haben intr        child   -  garden,park,street,room,school,house -
eat,eats,eating,ate,eaten                        -  essen          isst,isst         gegessen       haben intr        person  -  kitchen,restaurant,garden,hotel -
get,gets,getting,got,got                         +up  auf|stehen   -                 aufgestanden   sein  intr        person  -  - event
arrive,arrives,arriving,arrived,arrived          -  an|kommen      -                 angekommen     sein  intr        person,transport - station,hotel,cityname event,nonmodal
leave,leaves,leaving,left,left                   -  ab|fahren      fährst,fährt      abgefahren     sein  intr        transport - - event,nonmodal
live,lives,living,lived,lived                    -  wohnen         -                 gewohnt        haben loc         person  -  city,village,house,hotel,cityname stative,steady
stay,stays,staying,stayed,stayed                 -  bleiben        -                 geblieben      sein  loc         person  -  home,hotel,garden,city,village,room,cityname -
sit,sits,sitting,sat,sat                         -  sitzen         -                 gesessen       haben loc         person,cat,dog -  garden,kitchen,park,restaurant,library,church,seat -
stand,stands,standing,stood,stood                -  stehen         -                 gestanden      haben loc         person,horse -  bridge,street,garden,kitchen,station,market -
go,goes,going,went,gone                          -  gehen          -                 gegangen       sein  dir         person  -  school,church,museum,market,station,kitchen,library,restaurant,park,home,lake -
drive,drives,driving,drove,driven                -  fahren         fährst,fährt      gefahren       sein  dir         adult   -  city,village,station,lake,cityname,home -
run,runs,running,ran,run                         -  laufen         läufst,läuft      gelaufen       sein  dir         person,dog,horse -  house,bridge,garden,station -
read,reads,reading,read,read                     -  lesen          liest,liest       gelesen        haben acc         person  readable  garden,library,kitchen,park,room nopast
write,writes,writing,wrote,written               -  schreiben      -                 geschrieben    haben acc         person  writable  library,kitchen,room -
buy,buys,buying,bought,bought                    -  kaufen         -                 gekauft        haben acc         person  ware,food  market,city ben
sell,sells,selling,sold,sold                     -  verkaufen      -                 verkauft       haben acc         adult   ware,food,house  market -
see,sees,seeing,saw,seen                         -  sehen          siehst,sieht      gesehen        haben acc         person  person,animal,vehicle  park,street,market,garden,station stative
visit,visits,visiting,visited,visited            -  besuchen       -                 besucht        haben acc         person  person,museum,church,city  - -
meet,meets,meeting,met,met                       -  treffen        triffst,trifft    getroffen      haben acc         person  person  park,station,restaurant,market,bridge,city event
know,knows,-,knew,known                          -  kennen         -                 gekannt        haben acc         person  person,town,song,story  - stative,present
love,loves,-,loved,loved                         -  lieben         -                 geliebt        haben acc         person  person,animal,town,song  - stative,present
like,likes,-,liked,liked                         -  mögen          magst,mag         gemocht        haben acc         person  food,drink,animal,town,song,picture,person  - stative,present
look,looks,looking,looked,looked                 for  suchen       -                 gesucht        haben acc         person  thing,person,animal  garden,house,room,park,city,station -
find,finds,-,found,found                         -  finden         -                 gefunden       haben acc         person  key,bag,hat,book,ball,letter,dog,cat  garden,kitchen,park,street,room stative,done,event
lose,loses,-,lost,lost                           -  verlieren      -                 verloren       haben acc         person  key,bag,hat,book,ball,letter  park,city,street,station done,event,nonmodal
open,opens,opening,opened,opened                 -  auf|machen     -                 aufgemacht     haben acc         person  opening,bag,letter,bottle,cupboard  - manner
close,closes,closing,closed,closed               -  zu|machen      -                 zugemacht      haben acc         person  opening,bag,cupboard,bottle,book  - manner
repair,repairs,repairing,repaired,repaired       -  reparieren     -                 repariert      haben acc         adult   machine,furniture,bridge,opening  - -
wash,washes,washing,washed,washed                -  waschen        wäschst,wäscht    gewaschen      haben acc         person  clothes,vehicle,dog,horse,apple  - -
build,builds,building,built,built                -  bauen          -                 gebaut         haben acc         adult   house,bridge,furniture,church,school  - -
eat,eats,eating,ate,eaten                        -  essen          isst,isst         gegessen       haben acc         person  food  kitchen,restaurant,garden,park -
drink,drinks,drinking,drank,drunk                -  trinken        -                 getrunken      haben acc         person  drink  kitchen,restaurant,garden -
cook,cooks,cooking,cooked,cooked                 -  kochen         -                 gekocht        haben acc         person  cookable  kitchen ben
need,needs,-,needed,needed                       -  brauchen       -                 gebraucht      haben acc         person  thing,food,drink,vehicle  - stative,present
have,has,-,had,had                               -  haben          hast,hat          gehabt         haben acc         person  animal,vehicle,machine,garden,many,question,clothes  - stative,own,nonmodal
wear,wears,wearing,wore,worn                     -  tragen         trägst,trägt      getragen       haben acc         person  clothes  - -
understand,understands,-,understood,understood   -  verstehen      -                 verstanden     haben acc         person  question,letter,story,song  - stative
forget,forgets,-,forgot,forgotten                -  vergessen      vergisst,vergisst vergessen      haben acc         person  key,bag,hat,question,song  - done,nonmodal,event
call,calls,calling,called,called                 -  an|rufen       -                 angerufen      haben acc         person  person  - -
invite,invites,inviting,invited,invited          -  ein|laden      lädst,lädt        eingeladen     haben acc         person  person  - event
pick,picks,picking,picked,picked                 +up  ab|holen     -                 abgeholt       haben acc         adult   person  station,school,hotel -
ask,asks,asking,asked,asked                      -  fragen         -                 gefragt        haben acc         person  person  - -
sing,sings,singing,sang,sung                     -  singen         -                 gesungen       haben acc         person  song  church,garden,kitchen,school -
help,helps,helping,helped,helped                 -  helfen         hilfst,hilft      geholfen       haben dat         person  person  garden,kitchen -
thank,thanks,thanking,thanked,thanked            -  danken         -                 gedankt        haben dat         person  person  - -
follow,follows,following,followed,followed       -  folgen         -                 gefolgt        sein  dat         person,dog  person,vehicle,animal  - -
belong,belongs,-,belonged,belonged               to  gehören       -                 gehört         haben dat         thing,animal,house  person  - stative,present,nonmodal
give,gives,giving,gave,given                     -  geben          gibst,gibt        gegeben        haben ditr        person  gift,key,apple,readable,food  - -
show,shows,showing,showed,shown                  -  zeigen         -                 gezeigt        haben ditr        person  thing,house,garden,room,church  - -
bring,brings,bringing,brought,brought            -  bringen        -                 gebracht       haben ditr        person  food,drink,thing  - -
tell,tells,telling,told,told                     -  erzählen       -                 erzählt        haben ditr        person  tellable  - -
explain,explains,explaining,explained,explained  to  erklären      -                 erklärt        haben ditr        person  matter,picture  - -
put,puts,putting,put,put                         -  legen          -                 gelegt         haben put         person  lie  spot nopast
put,puts,putting,put,put                         -  stellen        -                 gestellt       haben put         person  stand  spot nopast
lie,lies,lying,-,-                               -  liegen         -                 gelegen        haben loc         lie     -  spot now
stand,stands,standing,-,-                        -  stehen         -                 gestanden      haben loc         stand   -  spot now
wait,waits,waiting,waited,waited                 for  warten       -                 gewartet       haben prep:auf:acc person person,transport,letter  station,hotel,bridge,park -
talk,talks,talking,talked,talked                 to  sprechen      sprichst,spricht  gesprochen     haben prep:mit:dat person person  garden,street,market,kitchen -
play,plays,playing,played,played                 with  spielen     -                 gespielt       haben prep:mit:dat child  dog,cat,ball,child,many  garden,park,street,room -
dance,dances,dancing,danced,danced               with  tanzen      -                 getanzt        haben prep:mit:dat person person  garden,kitchen,street -
remember,remembers,-,remembered,remembered       -  erinnern       -                 erinnert       haben prep:an:acc  person person,song,story,village,house  - stative,reflexive,nonmodal
look,looks,looking,looked,looked                 forward_to  freuen -                gefreut        haben prep:auf:acc person cake,letter,person,soup  - reflexive,nonmodal
say,says,saying,said,said                        -  sagen          -                 gesagt         haben that        person  -  - stative
think,thinks,thinking,thought,thought            -  denken         -                 gedacht        haben that        person  -  - stative
believe,believes,-,believed,believed             -  glauben        -                 geglaubt       haben that        person  -  - stative
know,knows,-,knew,known                          -  wissen         weißt,weiß        gewusst        haben that        person  -  - stative
hope,hopes,hoping,hoped,hoped                    -  hoffen         -                 gehofft        haben that        person  -  - stative
hear,hears,hearing,heard,heard                   -  hören          -                 gehört         haben that        person  -  - -
ask,asks,asking,asked,asked                      -  fragen         -                 gefragt        haben whether     person  -  - -
try,tries,trying,tried,tried                     -  versuchen      -                 versucht       haben inf         person  -  - -
start,starts,starting,started,started            -  an|fangen      fängst,fängt      angefangen     haben inf         person  -  - -
forget,forgets,forgetting,forgot,forgotten       -  vergessen      vergisst,vergisst vergessen      haben inf         person  -  - done
decide,decides,deciding,decided,decided          -  beschließen    -                 beschlossen    haben inf         person  -  - done
rain,rains,raining,rained,rained                 -  regnen         -,regnet          geregnet       haben intr        sky     -  - -
snow,snows,snowing,snowed,snowed                 -  schneien       -,schneit         geschneit      haben intr        sky     -  - -
hurry,hurries,hurrying,hurried,hurried           -  beeilen        -                 beeilt         haben intr        person  -  - reflexive
"""

# English, German, tense frames, positions. A German word may carry after a
# slash the English word indices it translates; without slashes words of equal
# number align one to one, others all to all.
_ADVERBS = """
yesterday             gestern                      past        front,end
last_week             letzte_Woche                 past        front,end
two_days_ago          vor/2_zwei/0_Tagen/1         past        front,end
this_morning          heute_Morgen                 past        front,end
on_Monday             am_Montag                    past,fut,modal front,end
on_Friday             am_Freitag                   past,fut,modal front,end
today                 heute                        now,fut,modal front,end
now                   jetzt                        now         front,end
at_the_moment         im/0,1_Moment/2              now         front,end
tomorrow              morgen                       fut,modal   front,end
next_week             nächste_Woche                fut,modal   front,end
soon                  bald                         fut         front,end
every_day             jeden_Tag                    hab         front,end
every_week            jede_Woche                   hab         front,end
in_the_evening        am/0,1_Abend/2               hab,past,fut front,end
in_summer             im_Sommer                    hab         front,end
often                 oft                          hab         mid
always                immer                        hab         mid
sometimes             manchmal                     hab         mid,front
never                 nie                          hab         mid
usually               normalerweise                hab         mid,front
rarely                selten                       hab         mid
just                  gerade                       perf        mid
already               schon                        perf        mid
unfortunately         leider                       any         sentence
maybe                 vielleicht                   any         sentence
of_course             natürlich                    any         sentence
quickly               schnell                      any         manner
carefully             vorsichtig                   any         manner
"""

# Name, tense, English (I; you, we, they; he), the same negated, German
# (ich/er; du; wir), the same negated when another verb must stand.
_MODALS = """
can      pres  can,can,can                cannot,cannot,cannot                     kann,kannst,können        -
must     pres  must,must,must             must_not,must_not,must_not               muss,musst,müssen         darf,darfst,dürfen
want     pres  want_to,want_to,wants_to   do_not_want_to,do_not_want_to,does_not_want_to  will,willst,wollen -
should   pres  should,should,should       should_not,should_not,should_not         sollte,solltest,sollten   -
like     pres  would_like_to,would_like_to,would_like_to  would_not_like_to,would_not_like_to,would_not_like_to  möchte,möchtest,möchten -
allowed  pres  am_allowed_to,are_allowed_to,is_allowed_to  am_not_allowed_to,are_not_allowed_to,is_not_allowed_to  darf,darfst,dürfen -
can      past  was_able_to,were_able_to,was_able_to  was_not_able_to,were_not_able_to,was_not_able_to  konnte,konntest,konnten   -
must     past  had_to,had_to,had_to       did_not_have_to,did_not_have_to,did_not_have_to  musste,musstest,mussten -
want     past  wanted_to,wanted_to,wanted_to  did_not_want_to,did_not_want_to,did_not_want_to  wollte,wolltest,wollten -
"""

NAMES = (("Anna", "f"), ("Maria", "f"), ("Julia", "f"),
         ("Peter", "m"), ("Paul", "m"), ("Martin", "m"))

CITIES = (("Berlin", "Berlin"), ("Vienna", "Wien"), ("Munich", "München"),
          ("Cologne", "Köln"))

NUMBERS = (("two", "zwei"), ("three", "drei"), ("four", "vier"), ("five", "fünf"),
           ("ten", "zehn"))

# Person: English subject and object, German nominative, accusative, dative,
# reflexive accusative, English and German possessive.
PRONOUNS: Dict[str, Tuple[str, ...]] = {
    "1s": ("I", "me", "ich", "mich", "mir", "mich", "my", "mein"),
    "2s": ("you", "you", "du", "dich", "dir", "dich", "your", "dein"),
    "3m": ("he", "him", "er", "ihn", "ihm", "sich", "his", "sein"),
    "3f": ("she", "her", "sie", "sie", "ihr", "sich", "her", "ihr"),
    "1p": ("we", "us", "wir", "uns", "uns", "uns", "our", "unser"),
    "3p": ("they", "them", "sie", "sie", "ihnen", "sich", "their", "ihr"),
}


def _parse_adverb(columns: List[str]) -> Adverb:
    """An adverb row with its word alignment resolved."""
    english = tuple(columns[0].split("_"))
    words, links = [], []
    pieces = columns[1].split("_")
    for index, piece in enumerate(pieces):
        word, _, targets = piece.partition("/")
        words.append(word)
        if targets:
            links.append(tuple(int(t) for t in targets.split(",")))
        elif len(pieces) == len(english):
            links.append((index,))
        else:
            links.append(tuple(range(len(english))))
    return Adverb(english, tuple(words), tuple(links), _list(columns[2]), _list(columns[3]))


def _parse_verb(columns: List[str]) -> Verb:
    """A verb row; regular du and er forms are filled in."""
    forms, extra, german, irregular, participle, auxiliary, frame = columns[:7]
    prefix, _, infinitive = german.rpartition("|")
    stem = infinitive[:-2] if infinitive.endswith("en") else infinitive[:-1]
    if irregular == "-":
        link = "e" if stem[-1] in "td" else ""
        du = stem + link + ("t" if stem[-1] in "sßzx" else "st")
        er = stem + link + "t"
    else:
        du, er = irregular.split(",")
    kind, _, rest = frame.partition(":")
    preposition, _, case = rest.partition(":")
    english = tuple(_text(form) for form in forms.split(","))
    return Verb((english[0], english[1], english[2], english[3], english[4]), _text(extra),
                prefix, infinitive, du, er, participle, auxiliary, kind, preposition, case,
                _list(columns[7]), _list(columns[8]), _list(columns[9]), _list(columns[10]))


def _parse_modal(columns: List[str]) -> Modal:
    """A modal row; German negated forms default to the plain ones."""
    def three(column: str) -> Tuple[str, str, str]:
        first, second, third = [_text(form) for form in column.split(",")]
        return (first, second, third)

    german = three(columns[4])
    negated = german if columns[5] == "-" else three(columns[5])
    return Modal(columns[0], columns[1], three(columns[2]), three(columns[3]), german, negated)


def _parse_noun(columns: List[str]) -> Noun:
    """A noun row; adults are the persons that are no children."""
    classes = _list(columns[6])
    if "person" in classes and "child" not in classes:
        classes += ("adult",)
    return Noun(columns[0], _text(columns[1]), columns[2], columns[3], _text(columns[4]),
                columns[5], classes + (columns[0],))


NOUNS: Tuple[Noun, ...] = tuple(_parse_noun(row) for row in _rows(_NOUNS))
NOUN: Dict[str, Noun] = {noun.en: noun for noun in NOUNS}
PLACES: Dict[str, Place] = {row[0]: Place(*row) for row in _rows(_PLACES)}
SPOTS: Tuple[Tuple[str, str, Tuple[str, ...]], ...] = tuple(
    (_text(row[0]), row[1], _list(row[2])) for row in _rows(_SPOTS))
ADJECTIVES: Tuple[Adjective, ...] = tuple(
    Adjective(row[0], _text(row[1]), row[2], row[3], _text(row[4]), _list(row[5]))
    for row in _rows(_ADJECTIVES))
ADJECTIVE: Dict[str, Adjective] = {adjective.en: adjective for adjective in ADJECTIVES}
VERBS: Tuple[Verb, ...] = tuple(_parse_verb(row) for row in _rows(_VERBS))
VERB: Dict[str, Verb] = {verb.name: verb for verb in VERBS}
ADVERBS: Tuple[Adverb, ...] = tuple(_parse_adverb(row) for row in _rows(_ADVERBS))
MODALS: Tuple[Modal, ...] = tuple(_parse_modal(row) for row in _rows(_MODALS))

BE = Verb(("be", "is", "being", "was", "been"), "", "", "sein", "bist", "ist", "gewesen", "sein",
          "copula", "", "", ("person",), (), (), ("stative",))


def nouns_of(classes: Tuple[str, ...], excluded: Optional[Tuple[str, ...]] = None) -> List[Noun]:
    """The nouns in any of the classes and none of the excluded ones, in table order."""
    barred = excluded or ()
    return [noun for noun in NOUNS
            if any(noun.has(c) for c in classes) and not any(noun.has(c) for c in barred)]
