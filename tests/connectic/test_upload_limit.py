"""A file that no kiosk could have made is refused before it is archived."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from connectic.services import import_upload as importing
from core.files.models import ArchivedFile
from core.text.errors import BusinessError
from tests.connectic.factories import content_of, make_lobby, payment
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def test_a_file_too_large_is_never_archived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_lobby(tmp_path)
    content = content_of([payment(1)])
    monkeypatch.setattr(importing, "MAX_UPLOAD", len(content) - 1)
    with pytest.raises(BusinessError, match="trop gros"):
        importing.keep_upload(BytesIO(content), name="x.csv", acting_user=make_staff())
    assert not ArchivedFile.objects.exists()

    monkeypatch.setattr(importing, "MAX_UPLOAD", len(content))
    file = importing.keep_upload(BytesIO(content), name="x.csv", acting_user=make_staff())
    assert file.size == len(content)
