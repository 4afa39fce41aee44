"""Tests of server/i18n."""
