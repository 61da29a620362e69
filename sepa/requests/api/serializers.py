"""What travels between the platform and a back office."""

import json
from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from sepa.requests.enums import RequestState
from sepa.requests.platform import Step
from sepa.requests.services.record_steps import CLIENT_STATES

MAX_STEPS = 1000


class PendingRequestSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    entity_code = serializers.CharField()
    account_code = serializers.CharField()
    amount = serializers.DecimalField(max_digits=11, decimal_places=2)
    creditor_name = serializers.CharField()
    creditor_identifier = serializers.CharField()
    debtor_name = serializers.CharField()
    payer_name = serializers.CharField()
    debtor_email = serializers.CharField()
    iban = serializers.CharField()
    bic = serializers.CharField()
    mandate_reference = serializers.CharField()
    movement_reference = serializers.CharField()
    signed_at = serializers.DateTimeField()
    evidence = serializers.SerializerMethodField()
    pdf_sha256 = serializers.CharField()

    def get_evidence(self, pending: Any) -> dict[str, Any]:
        return dict(json.loads(pending.evidence))


class PageSerializer(serializers.Serializer[Any]):
    requests = PendingRequestSerializer(many=True)
    next = serializers.IntegerField(allow_null=True)


class PageQuerySerializer(serializers.Serializer[Any]):
    after = serializers.IntegerField(min_value=0, max_value=2**63 - 1, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=1000, default=500)


class StepSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    state = serializers.ChoiceField(
        [choice for choice in RequestState.choices if choice[0] not in CLIENT_STATES]
    )
    at = serializers.DateTimeField()
    debit_date = serializers.DateField(allow_null=True, default=None)


class StepsSerializer(serializers.Serializer[Any]):
    steps = serializers.ListField(child=StepSerializer(), max_length=MAX_STEPS)

    @staticmethod
    def to_steps(data: Mapping[str, Any]) -> list[Step]:
        return [
            Step([step["uid"]], step["state"], step["at"], step["debit_date"])
            for step in data["steps"]
        ]


class RecordedSerializer(serializers.Serializer[Any]):
    recorded = serializers.IntegerField()
