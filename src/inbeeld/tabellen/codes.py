"""Allowed values, spelled as the law and the registers spell them."""

VAKANTIEREGIO = ("noord", "midden", "zuid")

ONDERWIJS = (
    "po",
    "sbo",
    "so",
    "vso_vervolg",
    "vso_arbeid",
    "vso_dagbesteding",
    "pro",
    "vo",
    "isk",
    "vavo",
    "mbo1",
    "mbo2",
    "mbo3",
    "mbo4",
    "ho",
    "b3",
    "buitenland",
)
"""``b3``: non-funded day school that counts as a school (LPW 1 b 3). ``buitenland`` does not count as enrolled."""

SCHOOL = ("po", "sbo", "so", "vso_vervolg", "vso_arbeid", "vso_dagbesteding", "pro", "vo", "isk", "b3")
"""``onderwijs`` that is a school in the sense of LPW 1 b, so counts for the twelve school years (R-02)."""

VOORTGEZET = ("vso_vervolg", "vso_arbeid", "vso_dagbesteding", "pro", "vo", "isk")
"""Secondary education: who goes there from ``po`` has finished the basisschool (LPW 3 lid 2)."""

LEERWEG_INSCHRIJVING = ("bol", "bbl")
LEERWEG_VMBO = ("bb", "kb", "gl", "tl")

DIPLOMA = ("vmbo", "pro", "pro_verklaring", "vso", "entree", "mbo2", "mbo3", "mbo4", "havo", "vwo", "mbo_certificaat")

GROND = ("5_onder_a", "5_onder_b", "5_onder_c", "5a_trekkend", "15", "3a", "3b")
"""Grounds of exemption and replacement. Never the bare string ``5a``: art. 5 onder a and art. 5a are two grounds."""

GROND_REGISTER = ("vrijstelling", "vervangende_leerplicht")
"""What the national register says of an exemption: its kind, never its ground (BRO 9-12). Used until the municipality's own
record gives the ground."""

REDEN = (
    "ongeoorloofd",
    "ziek",
    "verlof",
    "te_laat",
    "schorsing",
    "luxe",
    "geoorloofd_overig",
    "volgens_plan",
    "nog_onbekend",
)

VERZUIMSOORT = ("V3", "V4", "RMC", "L", "LRV", "O", "V1", "V2")
"""V1 and V2 were withdrawn; they occur in history only."""

MELDINGSTATUS = ("R", "B", "G", "K", "I", "D")
"""geregistreerd, in behandeling, afgesloten, ter kennisgeving, ingetrokken, overgedragen (history only)."""

WERKVORM = ("arbeidsovereenkomst", "zelfstandig", "overig")
INKOMENSKLASSE = ("GEEN", "TOT_300", "BOVEN_300", "ONBEKEND")
UITKERING = ("GEEN", "UWV", "GSD", "WAJONG")

KALENDERSOORT = ("herfst", "kerst", "voorjaar", "mei", "zomer", "vakantie", "feestdag")
"""``vakantie``: a free period of a school without a national name."""

ZEKERHEID = ("zeker", "benaderd", "beoordeling", "onbekend")

RECHTSPOSITIE = (
    "te_jong",
    "leerplichtig",
    "kwalificatieplichtig",
    "startkwalificatie",
    "rmc_doelgroep",
    "rmc_monitoring",
    "buiten_doelgroep",
)

SIGNAAL = (
    "absoluut_verzuim",
    "relatief_verzuim_16u",
    "langdurig_relatief_verzuim",
    "luxeverzuim",
    "verzuim_18plus",
    "thuiszitter",
    "thuiszitter_3mnd",
    "ziekteverzuim_signaal",
    "vsv_nieuw",
    "jikp",
    "vrijgesteld_en_ingeschreven",
    "tegenstrijdige_gegevens",
    "melding_open",
)

WIJZER = (
    "zestien_uur",
    "langdurig",
    "drie_maanden",
    "ziekte_meldingen",
    "ziekte_dagen",
    "weg_18plus",
    "begin_leerplicht",
    "einde_leerplicht",
    "achttien",
    "doorstroompunt",
    "vrijstelling",
    "kennisgeving",
    "lopende_melding",
)
"""Hands of the law clock, in the order in which a page shows them."""

EENHEID = ("uren", "lesweken", "dagen", "schooldagen", "meldingen", "datum")
"""In what a hand counts. ``datum``: it counts days, but the date is what matters."""

WIJZER_ZEGT = (
    *SIGNAAL,
    *RECHTSPOSITIE,
    "telt_minder",
    "eindigt",
    "einde_kwalificatieplicht",
    "einde_leerplicht",
    "einde_vrijstelling",
    "kennisgeving_te_laat",
    "antwoord_aan_school",
)
"""What happens on the day to which a hand points: a signal or position begins, or something ends. ``telt_minder``: the oldest of
what it counts no longer counts. ``antwoord_aan_school``: no day, the school waits for an answer."""
