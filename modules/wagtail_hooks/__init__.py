"""What this package adds to the editor, and to the catalogue's pages."""

from modules.wagtail_hooks import bank, catalogue, keeping

__all__ = ["bank", "catalogue", "keeping"]
