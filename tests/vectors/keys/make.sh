#!/bin/bash
# Makes the key files of this folder, then ../keys.json and ../decrypt.json. Test keys only: see README.md.
# Needs openssl 3.0 with its legacy provider, OpenSSH 9.2 (ssh-dss is gone from 10.0), putty-tools 0.78 and python3.
set -euo pipefail
cd "$(dirname "$0")"
umask 077
export LC_ALL=C.UTF-8

PASS='correct horse'
PASS_UTF8='pässwörd Ω 🔑'
PASS_CODE_PAGE='secret123äöüß€'
LEGACY=(-provider legacy -provider default)
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
printf '%s' "$PASS" >"$WORK/pass"
printf '%s' "$PASS_UTF8" >"$WORK/pass-utf8"
printf '%s' "$PASS_CODE_PAGE" | iconv -t CP1252 >"$WORK/pass-code-page"
find . -maxdepth 1 -type f ! -name make.sh ! -name index.py ! -name README.md ! -name .gitattributes ! -name gophercloud.pem -delete

# --- RSA keys of every size, PKCS#8 PEM (what `openssl genpkey` writes) ---------------------------------------------
rsa() { openssl genpkey -quiet -algorithm RSA -pkeyopt "rsa_keygen_bits:$2" "${@:3}" -out "$1.pem" 2>/dev/null; }
for bits in 512 768 1024 1030 2048 3072 4096 6120 6128 8192; do rsa "rsa$bits" $bits; done
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1023 -out rsa1023.pem 2>/dev/null
rsa other2048 2048
rsa exponent3 2048 -pkeyopt rsa_keygen_pubexp:3
rsa exponent37 2048 -pkeyopt rsa_keygen_pubexp:37
rsa exponent-large 2048 -pkeyopt rsa_keygen_pubexp:1208925819614629174706189
rsa multiprime 2048 -pkeyopt rsa_keygen_primes:3
K=rsa2048.pem

# --- PKCS#1 and PKCS#8, PEM and DER ---------------------------------------------------------------------------------
openssl rsa -traditional -in $K -out pkcs1.pem 2>/dev/null
openssl rsa -traditional -in $K -outform DER -out pkcs1.der 2>/dev/null
openssl pkcs8 -topk8 -nocrypt -in $K -outform DER -out pkcs8.der
for bits in 1024 3072 4096 6120; do openssl rsa -traditional -in rsa$bits.pem -out pkcs1-$bits.pem 2>/dev/null; done

# --- Encrypted PKCS#8 (PBES2; 2048 rounds are openssl's default) ----------------------------------------------------
pk8() { openssl pkcs8 -topk8 -in $K -passout "file:$WORK/pass" "${@:2}" -out "$1"; }
for cipher in aes-128-cbc aes-192-cbc aes-256-cbc des3; do pk8 pbes2-$cipher.pem -v2 $cipher; done
for prf in SHA1 SHA224 SHA256 SHA384 SHA512; do pk8 pbes2-pbkdf2-${prf,,}.pem -v2 aes-256-cbc -v2prf hmacWith$prf; done
pk8 pbes2-600k.pem -v2 aes-256-cbc -iter 600000
# As little work as there is: for tests that open a key thousands of times.
pk8 pbes2-least.pem -v2 aes-256-cbc -iter 1
pk8 pbes2-least.der -v2 aes-256-cbc -iter 1 -outform DER
pk8 pbes2-scrypt.pem -scrypt
pk8 pbes2.der -v2 aes-256-cbc -outform DER
pk8 pbes2-scrypt.der -scrypt -outform DER
openssl pkcs8 -topk8 -in $K -v2 aes-256-cbc -passout "file:$WORK/pass-utf8" -out pbes2-utf8.pem
openssl pkcs8 -topk8 -in $K -v2 aes-256-cbc -passout "file:$WORK/pass-code-page" -out pbes2-code-page.pem
pk8 pbes2-camellia.pem -v2 camellia-256-cbc
pk8 pbes2-aria.pem -v2 aria-256-cbc
pk8 pbes2-costly-pbkdf2.pem -v2 aes-256-cbc -iter 5000001
pk8 pbes2-costly-scrypt.pem -v2 aes-256-cbc -scrypt -scrypt_N 2048 -scrypt_r 8 -scrypt_p 512
pk8 pbes1-sha1-3des.pem -v1 PBE-SHA1-3DES
pk8 pbes1-md5-des.pem -v1 PBE-MD5-DES "${LEGACY[@]}"
pk8 pbes1-md5-des.der -v1 PBE-MD5-DES "${LEGACY[@]}" -outform DER
pk8 pbes1-sha1-des.pem -v1 PBE-SHA1-DES "${LEGACY[@]}"
pk8 pbes1-sha1-2des.pem -v1 PBE-SHA1-2DES
pk8 pbes1-sha1-rc2.pem -v1 PBE-SHA1-RC2-40 "${LEGACY[@]}"
printf '%s' 'Zürich été' >"$WORK/pass-nfd"
printf '%s' 'Zürich été' >"$WORK/pass-nfc"
openssl pkcs8 -topk8 -in $K -v2 aes-256-cbc -passout "file:$WORK/pass-nfd" -out pbes2-nfd.pem
openssl pkcs8 -topk8 -in $K -v2 aes-256-cbc -passout "file:$WORK/pass-nfc" -out pbes2-nfc.pem
openssl pkcs8 -topk8 -in $K -v2 aes-256-cbc -iter 900000 -passout "file:$WORK/pass-nfc" -out pbes2-nfc-900k.pem
openssl pkcs8 -topk8 -in multiprime.pem -passout "file:$WORK/pass" -out multiprime-pbes2.pem
openssl rsa -traditional -in multiprime.pem -out multiprime-pkcs1.pem 2>/dev/null

# --- Legacy encrypted PEM (DEK-Info) ---------------------------------------------------------------------------------
dek() { openssl rsa -traditional -in $K "-$2" -passout "file:$WORK/${3:-pass}" "${LEGACY[@]}" -out "$1" 2>/dev/null; }
for cipher in aes128 aes192 aes256 des3 des; do dek legacy-$cipher.pem $cipher; done
dek legacy-utf8.pem aes128 pass-utf8
for cipher in camellia256 seed; do dek legacy-$cipher.pem $cipher; done

# --- OpenSSH ----------------------------------------------------------------------------------------------------------
openssh() { cp ${4:-$K} "$1" && ssh-keygen -q -p -f "$1" -N "$2" ${3:-} >/dev/null; }
openssh openssh.key ''
openssh openssh-1024.key '' '' rsa1024.pem
openssh openssh-4096.key '' '' rsa4096.pem
openssh openssh-6120.key '' '' rsa6120.pem
openssh openssh-exponent3.key '' '' exponent3.pem
openssh openssh-aes256-ctr.key "$PASS"
openssh openssh-utf8.key "$PASS_UTF8"
openssh openssh-rounds-100.key "$PASS" '-a 100'
openssh openssh-costly.key "$PASS" '-a 1025'
openssh openssh-least.key "$PASS" '-a 1'
for cipher in aes128-ctr aes192-ctr aes128-cbc aes192-cbc aes256-cbc aes128-gcm@openssh.com aes256-gcm@openssh.com \
  chacha20-poly1305@openssh.com 3des-cbc; do
  openssh "openssh-${cipher%@*}.key" "$PASS" "-Z $cipher"
done

# --- PuTTY ------------------------------------------------------------------------------------------------------------
none=/dev/null
ppk() { puttygen "${2:-pkcs1.pem}" -O private -o "$1" -C "${5:-imported key}" --old-passphrase $none --new-passphrase "${4:-$none}" \
  --ppk-param "${3:-version=3}"; }
P="$WORK/pass"
ppk ppk2.ppk pkcs1.pem version=2
ppk ppk3.ppk pkcs1.pem version=3
ppk ppk3-1024.ppk pkcs1-1024.pem version=3
ppk ppk3-4096.ppk pkcs1-4096.pem version=3
ppk ppk3-6120.ppk pkcs1-6120.pem version=3
ppk ppk2-encrypted.ppk pkcs1.pem version=2 "$P"
ppk ppk2-utf8.ppk pkcs1.pem version=2 "$WORK/pass-utf8"
for kdf in argon2id argon2i argon2d; do ppk ppk3-$kdf.ppk pkcs1.pem version=3,kdf=$kdf,memory=8192,passes=4 "$P"; done
ppk ppk3-default.ppk pkcs1.pem version=3 "$P"
ppk ppk3-least.ppk pkcs1.pem version=3,memory=8,passes=1 "$P"
ppk ppk3-parallel.ppk pkcs1.pem version=3,memory=8192,passes=3,parallelism=4 "$P"
ppk ppk3-utf8.ppk pkcs1.pem version=3,memory=1024,passes=3 "$WORK/pass-utf8"
ppk ppk3-code-page.ppk pkcs1.pem version=3,memory=8192,passes=34 "$WORK/pass-code-page"
ppk ppk3-comment-utf8.ppk pkcs1.pem version=3 $none 'Schlüssel: für  Köln '
ppk ppk3-costly-memory.ppk pkcs1.pem version=3,memory=262145,passes=1 "$P"
ppk ppk3-costly-passes.ppk pkcs1.pem version=3,memory=8192,passes=513 "$P"
sed 's/^PuTTY-User-Key-File-2/PuTTY-User-Key-File-1/; s/^Private-MAC/Private-Hash/' ppk2.ppk >ppk1.ppk
puttygen ppk3.ppk -O private-openssh -o puttygen-openssh.pem --new-passphrase "$P"
puttygen ppk3.ppk -O private-openssh-new -o puttygen-openssh-new.key --new-passphrase $none
puttygen ppk3.ppk -O private-openssh-new -o puttygen-openssh-new-encrypted.key --new-passphrase "$P"
puttygen ppk3.ppk -O private-sshcom -o sshcom.key --new-passphrase $none
puttygen ppk3.ppk -O private-sshcom -o sshcom-encrypted.key --new-passphrase "$P"
puttygen -q -t rsa1 -b 2048 -O private -o ssh1.key -C ssh1 --new-passphrase $none --random-device /dev/urandom

# --- Keys that are not RSA --------------------------------------------------------------------------------------------
openssl ecparam -name prime256v1 -genkey -out ec-sec1-with-parameters.pem
openssl ec -in ec-sec1-with-parameters.pem -out ec-sec1.pem 2>/dev/null
openssl ec -in ec-sec1.pem -outform DER -out ec-sec1.der 2>/dev/null
openssl ec -in ec-sec1.pem -aes256 -passout "file:$P" -out ec-sec1-encrypted.pem 2>/dev/null
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out ec-pkcs8.pem
openssl pkcs8 -topk8 -nocrypt -in ec-pkcs8.pem -outform DER -out ec-pkcs8.der
openssl pkcs8 -topk8 -in ec-pkcs8.pem -passout "file:$P" -out ec-pbes2.pem
openssl genpkey -algorithm ED25519 -out ed25519-pkcs8.pem
openssl genpkey -algorithm ED448 -out ed448-pkcs8.pem
openssl genpkey -algorithm X25519 -out x25519-pkcs8.pem
openssl dsaparam -genkey 1024 2>/dev/null | openssl pkcs8 -topk8 -nocrypt -out dsa-pkcs8.pem
openssl dsa -in dsa-pkcs8.pem -out dsa.pem 2>/dev/null
openssl dsa -in dsa-pkcs8.pem -outform DER -out dsa.der 2>/dev/null
ssh-keygen -q -t ed25519 -N '' -C test -f openssh-ed25519.key
ssh-keygen -q -t ed25519 -N "$PASS" -C test -f openssh-ed25519-encrypted.key
ssh-keygen -q -t ecdsa -b 521 -N '' -C test -f openssh-ecdsa.key
ssh-keygen -q -t dsa -N '' -C test -f openssh-dsa.key
for type in ed25519 ed448 ecdsa dsa; do
  puttygen -q -t $type -O private -o ppk3-$type.ppk -C test --new-passphrase $none --random-device /dev/urandom
done
puttygen -q -t ed25519 -O private -o ppk2-ed25519-encrypted.ppk -C test --new-passphrase "$P" --ppk-param version=2 \
  --random-device /dev/urandom

# --- Public keys, certificates, and other things that hold no private key in a form we read ----------------------------
openssl pkey -in $K -pubout -out public-spki.pem
openssl pkey -in $K -pubout -outform DER -out public-spki.der
openssl rsa -in $K -RSAPublicKey_out -out public-pkcs1.pem 2>/dev/null
openssl rsa -in $K -RSAPublicKey_out -outform DER -out public-pkcs1.der 2>/dev/null
ssh-keygen -y -f $K >public-openssh.pub
mv openssh-ed25519.key.pub public-ed25519.pub
rm openssh-*.key.pub
ssh-keygen -e -m RFC4716 -f public-openssh.pub >public-ssh2.pub
openssl req -x509 -new -key $K -subj '/CN=test' -days 36500 -out certificate.pem
openssl x509 -in certificate.pem -outform DER -out certificate.der
openssl req -new -key $K -subj '/CN=test' -out request.pem
openssl crl2pkcs7 -nocrl -certfile certificate.pem -out pkcs7.pem
p12() { openssl pkcs12 -export -inkey $K -in certificate.pem -passout "file:$P" "${@:2}" -out "$1"; }
p12 pkcs12.p12
p12 pkcs12-legacy.p12 -legacy
p12 pkcs12-2des.p12 -keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-3DES -macalg sha1
p12 pkcs12-rc2.p12 -legacy -keypbe PBE-SHA1-RC2-40
p12 pkcs12-sha384.p12 -macalg sha384
p12 pkcs12-sha512.p12 -macalg sha512
p12 pkcs12-without-mac.p12 -nomac
p12 pkcs12-plain.p12 -keypbe NONE -certpbe NONE
p12 pkcs12-slow.p12 -iter 900000
p12 pkcs12-least.p12 -iter 1
openssl pkcs12 -export -inkey $K -in certificate.pem -passout pass: -out pkcs12-empty.p12
openssl pkcs12 -export -inkey $K -in certificate.pem -passout "file:$WORK/pass-utf8" -legacy -out pkcs12-utf8.p12
openssl pkcs12 -export -nokeys -in certificate.pem -passout "file:$P" -out pkcs12-without-key.p12
openssl req -x509 -new -key ec-pkcs8.pem -subj '/CN=test' -days 36500 -out "$WORK/ec.pem"
openssl pkcs12 -export -inkey ec-pkcs8.pem -in "$WORK/ec.pem" -passout "file:$P" -out pkcs12-ec.p12
{ echo '-----BEGIN PKCS12-----'; openssl base64 -in pkcs12.p12; echo '-----END PKCS12-----'; } >pkcs12.pem
openssl base64 -in pkcs12.p12 -out pkcs12-base64.txt

# Java keystores, and what keytool makes of them: the command that the error names.
keystore() { keytool -importkeystore -noprompt -srckeystore "$1" -srcstoretype "$2" -srcstorepass "$PASS" -destkeystore "$3" -deststoretype "$4" -deststorepass "$PASS" 2>/dev/null; }
rm -f keystore.jks keystore.jceks pkcs12-keytool.p12
keystore pkcs12.p12 pkcs12 keystore.jks jks
keystore pkcs12.p12 pkcs12 keystore.jceks jceks
keystore keystore.jks jks pkcs12-keytool.p12 pkcs12
printf 'full address:s:203.0.113.7:3389\r\nusername:s:Administrator\r\n' >server.rdp
printf '' >empty
printf ' \r\n\t\n' >blank
printf 'this is not the key you are looking for\n' >prose.txt
sed '1d;$d' pkcs1.pem >pkcs1-without-markers.txt
printf -- '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBGRkAAE=\n-----END PGP PRIVATE KEY BLOCK-----\n' >pgp.asc

# --- The same keys as people paste them ---------------------------------------------------------------------------------
crlf() { sed 's/$/\r/' "$1"; }
crlf pkcs1.pem >pkcs1-crlf.pem
crlf legacy-aes256.pem >legacy-crlf.pem
crlf openssh-aes256-ctr.key >openssh-crlf.key
crlf ppk3-default.ppk >ppk3-crlf.ppk
tr '\n' '\r' <pkcs1.pem >pkcs1-cr.pem
{ printf '\357\273\277'; cat pkcs1.pem; } >pkcs1-bom.pem
{ printf '\357\273\277'; cat ppk3.ppk; } >ppk3-bom.ppk
{ printf '\377\376'; crlf pkcs1.pem | iconv -t UTF-16LE; } >pkcs1-utf16le.pem
{ printf '\376\377'; crlf openssh.key | iconv -t UTF-16BE; } >openssh-utf16be.key
{ printf '\377\376'; crlf ppk3-comment-utf8.ppk | iconv -t UTF-16LE; } >ppk3-utf16le.ppk
iconv -t ISO-8859-1 ppk3-comment-utf8.ppk >ppk3-damaged-comment.ppk
{ printf 'Hi Jörg,\n\nhere is the key -----> please delete this mail!\n\n'; sed 's/^/    /;s/$/  /' pkcs1.pem; printf '\n-- \nKöln\n'; } >pkcs1-mail.pem
{ printf 'On Monday you wrote:\n'; sed 's/^/> /' legacy-aes256.pem; } >legacy-quoted.pem
{ printf 'Gr\374\337e\n'; cat pkcs1.pem; } >pkcs1-latin1.pem
sed 's/^/\t/' openssh.key >openssh-indented.key
{ printf 'the key:\n\n'; sed 's/^/  /' ppk3-default.ppk; printf '\nregards\n'; } >ppk3-mail.ppk
sed 's/$/   /;a\\' pkcs1.pem >pkcs1-blanks.pem
tr '\n' ' ' <pkcs1.pem >pkcs1-one-line.pem
{ printf '{"keypair": {"name": "test", "private_key": "'; sed ':a;N;$!ba;s/\n/\\n/g' pkcs1.pem | tr -d '\n'; printf '"}}'; } >pkcs1-answer.json
openssl pkcs12 -in pkcs12.p12 -passin "file:$P" -nodes -out bag-attributes.pem
cat certificate.pem pkcs1.pem >certificate-then-key.pem
cat pkcs1.pem certificate.pem rsa4096.pem >key-then-others.pem
# Of several keys the first that can be read.
{ head -n 12 other2048.pem; tail -n 1 other2048.pem; cat pkcs1.pem; } >key-behind-damaged.pem
openssl pkcs8 -topk8 -in other2048.pem -passout pass:another >"$WORK/other"
cat "$WORK/other" pbes2-aes-256-cbc.pem >key-behind-other-passphrase.pem
sed 's/RSA PRIVATE/PRIVATE/' pkcs1.pem >pkcs1-labelled-pkcs8.pem
sed 's/PRIVATE KEY/RSA PRIVATE KEY/' $K >pkcs8-labelled-pkcs1.pem

# Without their line breaks.
one_line() { tr '\n' ' ' <"$1"; }
joined() { tr -d '\n' <"$1"; }
escaped() { sed ':a;N;$!ba;s/\n/\\n/g' "$1" | tr -d '\n'; }
for f in ppk3.ppk ppk3-argon2id.ppk ppk2.ppk ppk2-encrypted.ppk ppk3-ed25519.ppk legacy-aes256.pem legacy-des3.pem legacy-des.pem legacy-seed.pem; do
	one_line $f >"${f%.*}-one-line.${f##*.}"
	joined $f >"${f%.*}-joined.${f##*.}"
done
crlf ppk3.ppk | tr '\r\n' '  ' >ppk3-two-blanks.ppk
escaped ppk3.ppk >ppk3-escaped.ppk
{ printf '{"private_key": "'; escaped ppk3.ppk; printf '"}'; } >ppk3-answer.json
{ printf '{"private_key": "'; escaped legacy-aes256.pem; printf '"}'; } >legacy-answer.json
# Under another label.
sed 's/OPENSSH/RSA/' openssh.key >openssh-labelled-pkcs1.pem
sed 's/RSA PRIVATE/OPENSSH PRIVATE/' pkcs1.pem >pkcs1-labelled-openssh.key
sed 's/RSA PRIVATE/EC PRIVATE/' pkcs1.pem >pkcs1-labelled-ec.pem

# --- Damaged ------------------------------------------------------------------------------------------------------------
head -n 10 pkcs1.pem >damaged-cut.pem
head -c 500 pkcs1.der >damaged-cut.der
head -n 12 openssh.key >damaged-cut.key
head -n 20 ppk3.ppk >damaged-cut.ppk
{ head -n 10 pkcs1.pem; tail -n 1 pkcs1.pem; } >damaged-lines-missing.pem
printf -- '-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n' >damaged-no-body.pem
sed '3s/./*/5' pkcs1.pem >damaged-character.pem
sed '$s/RSA //' pkcs1.pem >damaged-labels.pem
sed '/^DEK-Info/s/,.*/,00/' legacy-aes256.pem >damaged-dek-iv.pem

one_line ppk3-damaged-comment.ppk >damaged-one-line.ppk
joined ppk3.ppk | sed 's/Private-Lines: 14//' >damaged-joined.ppk
sed '1s/ssh-rsa/ssh-rsa2/' ppk3.ppk >damaged-type.ppk
sed '1s/3: ssh-rsa//' ppk3.ppk >damaged-first-line.ppk
sed '/^[A-Za-z0-9+\/=]*$/d' legacy-aes256.pem >damaged-headers-only.pem
sed '1s/^-//' pkcs1.pem >damaged-begin-4.pem
sed '1s/-$//' pkcs1.pem >damaged-label-4.pem
sed '$s/^-//' pkcs1.pem >damaged-end-4.pem
sed '$s/-$//' pkcs1.pem >damaged-end-label-4.pem
sed 's/-----/—/g' pkcs1.pem >damaged-dashes.pem
{ cat certificate.pem; sed 's/-----/----/g' pkcs1.pem; } >damaged-dashes-after-certificate.pem
sed '1d;$d' certificate.pem >certificate-without-markers.txt
sed '1d;$d' public-spki.pem >public-without-markers.txt

python3 index.py "$PASS" "$PASS_UTF8"
