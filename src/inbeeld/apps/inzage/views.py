"""The page *Inzage*: for whom, and then a file that no page ever shows."""

from __future__ import annotations

import json
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.inzage.dossier import JONGERE, OUDER, VOOR_WIE, ZELF_VANAF, Inzage, verzamel
from inbeeld.apps.inzage.pdf import maak_pdf
from inbeeld.apps.jongere import selectors
from inbeeld.apps.jongere.beleid import INZAGE
from inbeeld.apps.personen.selectors import weergave
from inbeeld.apps.toegang.pagina import pagina, wie_vraagt
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.verantwoording.models import UITVOEREN
from inbeeld.apps.verantwoording.services import lees_log

PDF, JSON = "pdf", "json"
_SOORT = {PDF: "application/pdf", JSON: "application/json"}


def geef_bestand(inzage: Inzage, vorm: str) -> HttpResponse:
    """The file as an answer; whoever calls this logs it."""
    inhoud = maak_pdf(inzage) if vorm == PDF else json.dumps(inzage.als_dict(), ensure_ascii=False, indent=2).encode()
    return HttpResponse(
        inhoud,
        content_type=_SOORT[vorm],
        headers={
            # No name in it: it ends up in lists of downloads.
            "Content-Disposition": f'attachment; filename="inzage-{inzage.op.isoformat()}.{vorm}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


class Inzageformulier(forms.Form):
    voor_wie = forms.ChoiceField(
        label=gettext_lazy("Voor wie is de inzage?"),
        choices=[
            (JONGERE, gettext_lazy("De jongere zelf (vanaf 16 jaar)")),
            (OUDER, gettext_lazy("Een ouder met gezag (tot 16 jaar)")),
        ],
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Stel eerst vast dat wie het vraagt, is wie hij zegt te zijn, en bij een ouder dat die gezag heeft."
        ),
        error_messages={"required": gettext_lazy("Kies voor wie de inzage is.")},
    )
    vorm = forms.ChoiceField(
        label=gettext_lazy("In welke vorm?"),
        choices=[(PDF, gettext_lazy("PDF, om te lezen")), (JSON, gettext_lazy("JSON, voor een programma"))],
        widget=forms.RadioSelect,
        initial=PDF,
    )
    namen = forms.BooleanField(
        label=gettext_lazy("Medewerkers bij naam noemen"),
        help_text=gettext_lazy("Alleen als de naam nodig is om een recht te kunnen uitoefenen. Anders staat er de rol."),
        required=False,
    )


@pagina(INZAGE, ("GET", "POST"))
def vraag(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks for whom; a POST gives the file. Logged as a file once there is one, before it is sent."""
    wie = wie_vraagt(request)
    jongere = selectors.vind(wie, uuid)
    if jongere is None:
        raise Http404(_("Deze jongere is er niet, of hoort niet bij uw gemeenten."))
    nu = vandaag(wie.tenant)
    toon = weergave(jongere, nu)
    zelf = toon.leeftijd is None or toon.leeftijd >= ZELF_VANAF
    formulier = Inzageformulier(
        request.POST or None, label_suffix="", initial={"voor_wie": JONGERE if zelf else OUDER, "vorm": PDF}
    )
    geldig = request.method == "POST" and formulier.is_valid()
    lees_log(request, [jongere.pk], doel="inzage", pagina="inzage")
    if geldig:
        gegevens = formulier.cleaned_data
        try:
            inzage = verzamel(wie.tenant, jongere, gegevens["voor_wie"], namen=gegevens["namen"])
        except GebruikFout as fout:
            formulier.add_error("voor_wie", f"{fout.wat} {fout.doe}")
        else:
            antwoord = geef_bestand(inzage, gegevens["vorm"])
            lees_log(request, [jongere.pk], doel="inzage", pagina="inzage gegeven", handeling=UITVOEREN)
            return antwoord
    context = {"wie": toon, "formulier": formulier, "voor_wie": VOOR_WIE}
    return render(request, "inzage/vraag.html", context, status=422 if formulier.errors else 200)
