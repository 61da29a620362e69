"""Addresses of the ledger's records."""

from django.urls import reverse

from ledger.people.models import Building, Lot, Party


def party_url(party: Party) -> str:
    return reverse("ledger:party", args=[party.pk])


def building_url(building: Building) -> str:
    return reverse("ledger:building", args=[building.pk])


def lot_url(lot: Lot) -> str:
    return reverse("ledger:lot", args=[lot.pk])
