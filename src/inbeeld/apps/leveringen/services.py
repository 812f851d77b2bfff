"""Writing deliveries: taking in, what is sent in through the web app, what becomes of set-apart rows."""

from inbeeld.apps.leveringen.aanleveren import (
    bied_aan,
    bied_aan_als_dienst,
    geef_op,
    neem_aangeboden,
    nog_nodig,
    ruim_binnen_op,
)
from inbeeld.apps.leveringen.herstellen import AL_GEDAAN, geef_afhandeling_op, handel_af, laat_zo, leg_herstel_vast
from inbeeld.apps.leveringen.inname import al_ingelezen, exporteer_apart, lees_in, neem_op, veilige_naam

__all__ = [
    "AL_GEDAAN",
    "al_ingelezen",
    "bied_aan",
    "bied_aan_als_dienst",
    "exporteer_apart",
    "geef_afhandeling_op",
    "geef_op",
    "handel_af",
    "laat_zo",
    "lees_in",
    "leg_herstel_vast",
    "neem_aangeboden",
    "neem_op",
    "nog_nodig",
    "ruim_binnen_op",
    "veilige_naam",
]
