
# What is signed of a statement: its encoding by DSSE (github.com/secure-systems-lab/dsse,
# protocol.md), of which KMS takes the hash, because a message may have 4,096 bytes.
statement_type=application/vnd.in-toto+json
statement_digest() {
  { printf 'DSSEv1 %s %s %s ' "${#statement_type}" "$statement_type" "$(wc -c < "$1")"; cat "$1"; } |
    python3 -c 'import hashlib, sys
sys.stdout.buffer.write(hashlib.sha256(sys.stdin.buffer.read()).digest())'
}
