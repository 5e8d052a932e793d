"""A client's record in the words of FHIR R4. `bundle.of` is the one entry; no models, no Condition."""
