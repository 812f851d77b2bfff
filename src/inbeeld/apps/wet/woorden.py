"""The rules in plain Dutch: a title and one sentence each. What decides is the rule itself; this is its name on a page."""

from __future__ import annotations

HOOFDSTUKKEN = (
    ("Wie moet er naar school", ("R-01", "R-02", "R-03", "R-04")),
    ("Vrijstelling en vervangende leerplicht", ("R-05", "R-06", "R-07")),
    ("Verzuim", ("R-08", "R-09", "R-10", "R-11", "R-12", "R-15", "R-16", "R-17")),
    ("Doorstroompunt", ("R-13", "R-14", "R-18", "R-19")),
    ("Handhaven en termijnen", ("R-20", "R-21", "R-22", "R-23", "R-24")),
    ("Melden, tellen, bewaren en inzien", ("R-25", "R-26", "R-27", "R-28", "R-29", "R-30", "R-31")),
)

ONDERWERP = {
    "R-01": ("Begin van de leerplicht", "De leerplicht begint op de eerste schooldag van de maand nadat een kind 5 is geworden."),
    "R-02": (
        "Einde van de leerplicht",
        "De leerplicht eindigt op 31 juli na twaalf volle schooljaren, of van het schooljaar waarin de jongere 16 wordt.",
    ),
    "R-03": ("Kwalificatieplicht", "Na de leerplicht, tot 18 jaar of tot een startkwalificatie."),
    "R-04": ("Startkwalificatie", "Een diploma havo, vwo of mbo niveau 2 of hoger."),
    "R-05": (
        "Vrijstelling van inschrijving",
        "Artikel 5 onder a, b en c en artikel 5a. De vrijstelling ontstaat door de wet zelf, na een kennisgeving.",
    ),
    "R-06": ("Vrijstelling voor ander onderwijs", "Artikel 15: een besluit, en alleen voor wie kwalificatieplichtig is."),
    "R-07": ("Vervangende leerplicht", "Artikel 3a en 3b: een eigen programma, voor één schooljaar, met een plan van aanpak."),
    "R-08": ("Nergens ingeschreven", "Leerplichtig of kwalificatieplichtig, woont hier, geen school en geen vrijstelling."),
    "R-09": ("16 uur in 4 lesweken", "Zonder geldige reden 16 uur of meer gemist in vier lesweken achter elkaar."),
    "R-10": ("Langdurig verzuim", "Ingeschreven, en zonder geldige reden vier volle lesweken alle lessen gemist."),
    "R-11": ("Luxeverzuim", "Buiten de schoolvakantie op vakantie zonder verlof."),
    "R-12": ("Verlof", "Wie verlof geeft, hoeveel dagen, en hoe ver van tevoren."),
    "R-13": (
        "Doelgroep van het Doorstroompunt",
        "Geen leerplicht meer, geen startkwalificatie, niet op school, en onder de leeftijdsgrens.",
    ),
    "R-14": ("Verzuim van 18 jaar en ouder", "Vier weken zonder geldige reden weg van de opleiding."),
    "R-15": ("Thuiszitter", "Absoluut verzuim of langdurig verzuim; langer dan drie maanden telt apart."),
    "R-16": ("Ander verzuim", "Minder dan 16 uur, twijfel aan ziekte, vaak te laat: de school mag het melden, maar moet niet."),
    "R-17": ("Ziekteverzuim", "Vaak of lang ziek: geen ongeoorloofd verzuim, wel reden voor een gesprek of de jeugdarts."),
    "R-18": ("Voortijdig schoolverlater", "Op 1 oktober nog op school, een jaar later niet meer, en geen startkwalificatie."),
    "R-19": ("Jongere in een kwetsbare positie", "Van praktijkonderwijs, vso, entree of vmbo-basis, zonder startkwalificatie."),
    "R-20": (
        "Onderzoek en proces-verbaal",
        "Eerst horen en proberen te bereiken dat de jongere gaat; pas bij weigering een proces-verbaal.",
    ),
    "R-21": ("Verwijtbaarheid", "Wie valt iets te verwijten? Een mens beslist, met reden."),
    "R-22": ("Halt", "Wanneer verwijzing naar Halt kan."),
    "R-23": (
        "Methodische aanpak schoolverzuim",
        "Welke route past: vrijwillige hulp, Halt, gedwongen hulp of strafrecht. Een voorstel.",
    ),
    "R-24": ("Termijnen", "Tot en met welke dag iets kan of moet, en in welke volgorde het werk staat."),
    "R-25": ("Verzuimmelding", "Wat een school moet invullen, en welke status wie mag geven."),
    "R-26": ("Vrijstelling naar het register", "Wat de gemeente levert. De grond hoort daar niet bij."),
    "R-27": ("Leerplichttelling", "De cijfers van een schooljaar."),
    "R-28": ("Effectrapportage", "De verantwoording van het Doorstroompunt."),
    "R-29": ("Welke gegevens de gemeente mag krijgen", "Van wie, tot welke leeftijd, en waarvoor toestemming nodig is."),
    "R-30": ("Bewaartermijnen", "Vanaf welke dag gegevens weg moeten."),
    "R-31": ("Wie de rechten van een jongere uitoefent", "Tot 16 jaar een ouder met gezag, daarna de jongere zelf."),
}

BERUST = {
    "wet": "wet of besluit",
    "beleid": "beleid van ministerie, DUO, OM of gemeenten",
    "keuze": "een keuze waar de wet ruimte laat",
}
