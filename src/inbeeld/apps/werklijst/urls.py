app_name = "werklijst"
urlpatterns: list[object] = []
