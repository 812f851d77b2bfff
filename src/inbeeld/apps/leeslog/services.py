"""What the worker does for the read log every hour: sealing it, and looking for what someone should know."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from inbeeld.apps.leeslog.patronen import kijk_na
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.personen.selectors import jongeren
from inbeeld.apps.personen.zoeknaam import achternaamwoorden, voornaamwoorden
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.apps.toegang.services import adres_index
from inbeeld.apps.verantwoording.models import Leescontrole, Leessleutel, Letop
from inbeeld.apps.verantwoording.pseudoniem import index_van, jongere_van
from inbeeld.apps.verantwoording.selectors import laatste_controle
from inbeeld.apps.verantwoording.services import controleer, verzegel

CONTROLE_DAGEN = 35
"""Of so many days the worker goes over the lines, every day."""


def werk_bij(tenant_id: int) -> None:
    """All of it, for one organisation.

    Raises:
        InbeeldFout: the chain is broken; the rest was done.
    """
    ververs_let_op(tenant_id)
    vandaag = timezone.localdate()
    for dag in (vandaag - timedelta(days=1), vandaag):
        kijk_na(tenant_id, dag)
    _controleer(tenant_id)
    verzegel(tenant_id)


def _controleer(tenant_id: int) -> None:
    """Once a day: over the lines of the last weeks. What is older, ``inbeeld leeslog controleer`` goes over."""
    eerder = laatste_controle(tenant_id)
    if eerder is not None and timezone.localdate(eerder.op) == timezone.localdate():
        return
    uitslag = controleer(tenant_id, vanaf=timezone.localdate() - timedelta(days=CONTROLE_DAGEN))
    breuk = f"{uitslag.breuk.waar} {uitslag.breuk.wat}".strip() if uitslag.breuk is not None else ""
    Leescontrole.objects.create(tenant_id=tenant_id, regels=uitslag.regels, wat=breuk)


def ververs_let_op(tenant_id: int) -> None:
    """Whose relatives live where, by now; and a mark on someone who turned out to be somebody else goes along."""
    hoort = _naasten(tenant_id)
    with transaction.atomic():
        geldt = Letop.objects.filter(tenant_id=tenant_id, tot__isnull=True)
        nu = {(bytes(lo.wie), lo.medewerker_id): lo for lo in geldt.filter(medewerker__isnull=False)}
        weg = [lo.pk for sleutel, lo in nu.items() if hoort.get(sleutel) != lo.soort]
        Letop.objects.filter(tenant_id=tenant_id, pk__in=weg).update(tot=Now())
        Letop.objects.bulk_create(
            Letop(tenant_id=tenant_id, wie=wie, medewerker_id=medewerker, soort=soort)
            for (wie, medewerker), soort in hoort.items()
            if (lo := nu.get((wie, medewerker))) is None or lo.pk in weg
        )
        _neem_mee(tenant_id)


def _naasten(tenant_id: int) -> dict[tuple[bytes, int | None], str]:
    """Index of a youth and employee: who lives at the address of whom, or is that employee by name as well."""
    per_adres: dict[bytes, list[Medewerker]] = defaultdict(list)
    for m in Medewerker.objects.filter(tenant_id=tenant_id, is_active=True, adres_index__isnull=False):
        per_adres[bytes(m.adres_index or b"")].append(m)
    if not per_adres:
        return {}
    uit: dict[tuple[bytes, int | None], str] = {}
    velden = ("pk", "postcode", "huisnummer", "voornamen", "voorvoegsel", "achternaam")
    bewoners = jongeren(tenant_id).filter(postcode__isnull=False, huisnummer__isnull=False).values_list(*velden)
    for pk, postcode, huisnummer, voornamen, voorvoegsel, achternaam in bewoners.iterator(chunk_size=10_000):
        adres = adres_index(tenant_id, postcode or "", huisnummer or "")
        for m in per_adres.get(adres or b"", ()):
            zelf = _heet(m.naam, voornamen, voorvoegsel, achternaam)
            uit[index_van(tenant_id, pk), m.pk] = Letop.ZELF if zelf else Letop.ADRES
    return uit


def _heet(naam: str, voornamen: str | None, voorvoegsel: str | None, achternaam: str | None) -> bool:
    """Whether an employee, who is known by one name, has the name of this youth."""
    voor, _, achter = naam.strip().partition(" ")
    zelfde_voornaam = set(voornaamwoorden(voor)) & set(voornaamwoorden(voornamen)[:1])
    return bool(zelfde_voornaam and set(achternaamwoorden(None, achter)) & set(achternaamwoorden(voorvoegsel, achternaam)))


def _neem_mee(tenant_id: int) -> None:
    """Marks of who has gone up in another hold for that other too."""
    gemarkeerd = {bytes(lo.wie): lo for lo in Letop.objects.filter(tenant_id=tenant_id, soort=Letop.VIP, tot__isnull=True)}
    sleutels = Leessleutel.objects.filter(tenant_id=tenant_id, wie__in=list(gemarkeerd))
    wie = {jongere_van(s.pseudoniem, s.jongere): gemarkeerd[bytes(s.wie)] for s in sleutels}
    opgegaan = Jongere.objects.filter(tenant_id=tenant_id, pk__in=list(wie), opgegaan_in__isnull=False)
    for pk, nu in opgegaan.values_list("pk", "opgegaan_in_id"):
        index = index_van(tenant_id, nu or 0)
        if index not in gemarkeerd:
            oud = wie[pk]
            nieuw = Letop(tenant_id=tenant_id, wie=index, soort=Letop.VIP, reden=oud.reden, door=oud.door)
            nieuw.save()
            gemarkeerd[index] = nieuw
