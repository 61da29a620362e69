"""What travels between a back office and the installation that carries its extranet."""

from typing import Any

from rest_framework import serializers

from extranet.publication.enums import AddressState
from extranet.publication.formats.refusals import Refusal

#: A chunk holds two thousand rows at most, some hundred kilobytes, or a logo of one megabyte.
_MAX_PAYLOAD = 4_000_000


class ShownSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField(allow_null=True)
    #: Of the agency's logo; empty for none.
    logo_sha256 = serializers.CharField(allow_blank=True)
    #: What ``version`` the payloads of chunks must say.
    format_version = serializers.IntegerField()


class PartSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()


class ChunkSerializer(serializers.Serializer[Any]):
    base_uid = serializers.UUIDField(allow_null=True, default=None)
    payload = serializers.CharField(
        max_length=_MAX_PAYLOAD,
        trim_whitespace=False,
        help_text="JSON as text: see `PublicationPayload`.",
    )


class ApplySerializer(serializers.Serializer[Any]):
    chunk_count = serializers.IntegerField(min_value=0, max_value=1_000_000)


class AppliedSerializer(serializers.Serializer[Any]):
    account_count = serializers.IntegerField()
    withdrawn_count = serializers.IntegerField()


class AddressStateSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    state = serializers.ChoiceField(AddressState.choices)


class AddressChangeSerializer(AddressStateSerializer):
    party_reference = serializers.CharField(max_length=40)
    former = serializers.EmailField(allow_blank=True)
    wanted = serializers.EmailField()
    asked_at = serializers.DateTimeField()


class AddressChangesSerializer(serializers.Serializer[Any]):
    changes = serializers.ListField(child=AddressChangeSerializer(), max_length=500)


class HeardSerializer(serializers.Serializer[Any]):
    changes = serializers.ListField(child=AddressStateSerializer(), max_length=500)


class CountSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()


class RefusalSerializer(serializers.Serializer[Any]):
    detail = serializers.CharField()
    #: Empty where people alone can do something about it.
    code = serializers.ChoiceField([refusal.value for refusal in Refusal], allow_blank=True)
