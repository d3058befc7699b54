
# Signed where there is a key, in an envelope of DSSE: what is not signed is not handed on.
if [ "$SIGNING_KEY_ARN" ]; then
  statement_digest provenance.json > "$WORK/digest"
  aws kms sign --key-id "$SIGNING_KEY_ARN" --message "fileb://$WORK/digest" \
    --message-type DIGEST --signing-algorithm ECDSA_SHA_256 --output text --query Signature \
    > "$WORK/signature" 2> "$log" ||
    fail "cannot sign with $SIGNING_KEY_ARN: $(tail -n 1 "$log"); the key must be" \
      "ECC_NIST_P256 for SIGN_VERIFY, and its policy must let this build's role use it"
  jq -n --rawfile statement provenance.json --rawfile signature "$WORK/signature" \
    --arg type "$statement_type" --arg key "$SIGNING_KEY_ARN" '
    {payloadType: $type, payload: ($statement | @base64),
     signatures: [{keyid: $key, sig: ($signature | rtrimstr("\n"))}]}
  ' > provenance.dsse.json || fail "the signature cannot be written"
fi
