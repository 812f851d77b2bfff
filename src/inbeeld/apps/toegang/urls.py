from django.urls import path

from inbeeld.apps.toegang import factorviews, views

app_name = "toegang"
urlpatterns = [
    path("inloggen/", views.inloggen, name="inloggen"),
    path("inloggen/tweede/", views.tweede, name="tweede"),
    path("inloggen/passkey/", views.passkey, name="passkey"),
    path("inloggen/organisatie/<str:code>/", views.organisatie, name="organisatie"),
    path("inloggen/organisatie/<str:code>/terug/", views.organisatie_terug, name="organisatie_terug"),
    path("uitloggen/", views.uitloggen, name="uitloggen"),
    path("instellingen/", views.instellingen, name="instellingen"),
    path("instellingen/inloggen/", factorviews.overzicht, name="factoren"),
    path("instellingen/inloggen/app/", factorviews.app, name="factor_app"),
    path("instellingen/inloggen/passkey/", factorviews.passkey, name="factor_passkey"),
    path("instellingen/inloggen/herstelcodes/", factorviews.herstelcodes, name="herstelcodes"),
    path("instellingen/inloggen/wachtwoord/", factorviews.wachtwoord, name="wachtwoord"),
    path("instellingen/inloggen/bevestig/", factorviews.bevestigen, name="bevestig"),
    path("instellingen/inloggen/<int:id_>/weg/", factorviews.weg, name="factor_weg"),
]
