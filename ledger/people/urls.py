"""Addresses of this room in the back office."""

from django.urls import path

from ledger.people.views import (
    buildings,
    lots,
    parties,
)
from ledger.people.views import (
    flag_pages as flags,
)
from ledger.people.views import (
    legal_hold_pages as legal_holds,
)
from ledger.people.views import (
    personal_data_pages as personal_data,
)

urlpatterns = [
    path("tiers/<int:pk>/signalements/", flags.flags, name="party_flags"),
    path("tiers/<int:pk>/signaler/", flags.flag, name="party_flag"),
    path("signalements/<int:pk>/lever/", flags.lift, name="flag_lift"),
    path("choix/tiers/", parties.pick, name="pick_party"),
    path("tiers/", parties.PartyList.as_view(), name="parties"),
    path("tiers/nouveau/", parties.create, name="party_create"),
    path("tiers/<int:pk>/", parties.overview, name="party"),
    path("tiers/<int:pk>/historique/", parties.history, name="party_history"),
    path("tiers/<int:pk>/modifier/", parties.change, name="party_edit"),
    path("tiers/<int:pk>/donnees/", personal_data.hand_over, name="party_hand_over"),
    path("tiers/<int:pk>/effacer/", personal_data.erase, name="party_erase"),
    path("parametres/gels/", legal_holds.holds, name="legal_holds"),
    path("parametres/gels/nouveau/", legal_holds.place, name="legal_hold_place"),
    path("parametres/gels/<int:pk>/lever/", legal_holds.lift, name="legal_hold_lift"),
    path("immeubles/", buildings.BuildingList.as_view(), name="buildings"),
    path("immeubles/nouveau/", buildings.create, name="building_create"),
    path("immeubles/<int:pk>/", buildings.overview, name="building"),
    path("immeubles/<int:pk>/historique/", buildings.history, name="building_history"),
    path("immeubles/<int:pk>/modifier/", buildings.change, name="building_edit"),
    path("lots/", lots.LotList.as_view(), name="lots"),
    path("lots/nouveau/", lots.create, name="lot_create"),
    path("lots/<int:pk>/", lots.overview, name="lot"),
    path("lots/<int:pk>/historique/", lots.history, name="lot_history"),
    path("lots/<int:pk>/modifier/", lots.change, name="lot_edit"),
]
