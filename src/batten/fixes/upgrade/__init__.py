"""Old APIs rewritten as the ones that replaced them: every field, as edits of the document.

`upgrade` is the door; `kinds` is the table of contents; each other module knows one family of APIs.
"""

from __future__ import annotations

from batten.fixes.upgrade.convert import Upgrade, upgrade

__all__ = ["Upgrade", "upgrade"]
