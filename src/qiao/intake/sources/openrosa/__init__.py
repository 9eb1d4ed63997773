"""Forms of the field: XLSForm in, XForm out to telephones, filled forms back (OpenRosa 1.0)."""
