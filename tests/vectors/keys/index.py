"""Writes the few key files that no tool makes, then ../keys.json and ../decrypt.json. Called by make.sh; see README.md."""

import base64
import hmac
import json
import math
import quopri
import re
import subprocess
import sys
import textwrap
import unicodedata
import urllib.parse
from pathlib import Path

PASS, PASS_UTF8 = sys.argv[1:3]
HERE = Path(__file__).parent


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, **options).stdout


def version(*command):
    result = subprocess.run(command, capture_output=True, text=True)
    return (result.stdout + result.stderr).splitlines()[0].split(",")[0].strip()


OPENSSL = " ".join(version("openssl", "version").split()[:2])
OPENSSH = version("ssh", "-V").split()[0]
PUTTYGEN = version("puttygen", "--version").replace(": Release", "")


# --- Just enough DER to take a document apart and put it together again --------------------------------------------------


def tlv(tag, content):
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 128 + size]) + length.to_bytes(size, "big") + content


def parts(content):
    found = []
    while content:
        tag, length, start = content[0], content[1], 2
        if length >= 128:
            start += length - 128
            length = int.from_bytes(content[2:start], "big")
        found.append((tag, content[start : start + length]))
        content = content[start + length :]
    return found


def children(der):
    return parts(parts(der)[0][1])


def sequence(items):
    return tlv(0x30, b"".join(tlv(tag, content) for tag, content in items))


def integer(number):
    return 2, number.to_bytes(number.bit_length() // 8 + 1, "big")


def numbers(der):
    return [int.from_bytes(content, "big") for _, content in children(der)]


def pem(label, der):
    text = base64.b64encode(der).decode()
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


def unpem(name):
    text = (HERE / name).read_text()
    return base64.b64decode("".join(line for line in text.splitlines() if line and not re.search("[-:]", line)))


def flipped(data, position):
    data = bytearray(data)
    data[position] ^= 0x10
    return bytes(data)


def craft():
    """Files that no tool writes."""
    der = (HERE / "pkcs1.der").read_bytes()
    n, e, d, p, q, dp, dq, qinv = numbers(der)[1:]

    def key(name, *values):
        (HERE / name).write_text(pem("RSA PRIVATE KEY", sequence([integer(value) for value in (0, *values)])))

    key("primes-exchanged.pem", n, e, d, q, p, dq, dp, pow(p, -1, q))
    key("damaged-primes-exchanged.pem", n, e, d, q, p, dp, dq, qinv)
    other = numbers(run("openssl", "rsa", "-traditional", "-in", HERE / "other2048.pem", "-outform", "DER"))[1:]
    key("damaged-two-keys.pem", n, e, *other[2:])
    key("damaged-private-exponent.pem", n, e, d + 2, p, q, dp, dq, qinv)
    key("damaged-crt-exponent.pem", n, e, d, p, q, dp + 1, dq, qinv)
    key("damaged-coefficient.pem", n, e, d, p, q, dp, dq, qinv + 1)
    key("damaged-exponent-one.pem", n, 1, 1, p, q, 1, 1, qinv)
    key("damaged-zeros.pem", n, e, 0, 0, 0, 0, 0, 0)
    key("damaged-one-prime-twice.pem", p * p, e, d, p, p, dp, dp, 1)

    # Primes of very different length, which no tool makes, in both orders.
    def prime(bits):
        return int(run("openssl", "prime", "-generate", "-bits", str(bits)))

    while True:
        long, short = prime(1500), prime(548)
        if (long * short).bit_length() == 2048 and (long - 1) % e and (short - 1) % e:
            break
    d = pow(e, -1, (long - 1) * (short - 1))
    for name, p, q in (("primes-long-short", long, short), ("primes-short-long", short, long)):
        key(f"{name}.pem", long * short, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))
    (HERE / "damaged-flipped.pem").write_text(pem("RSA PRIVATE KEY", flipped(der, 100)))
    (HERE / "damaged-trailing.der").write_bytes(der + b"\0")

    pkcs8 = children((HERE / "pkcs8.der").read_bytes())
    # Windows adds the key's usage as an attribute.
    usage = tlv(0x30, tlv(6, bytes.fromhex("551d0f")) + tlv(0x31, tlv(3, b"\0\x10")))
    (HERE / "pkcs8-attributes.pem").write_text(pem("PRIVATE KEY", sequence([*pkcs8, (0xA0, usage)])))

    pbes2 = (HERE / "pbes2.der").read_bytes()
    (HERE / "damaged-pbes2-flipped.der").write_bytes(flipped(pbes2, 400))
    (HERE / "damaged-pbes2-padding.der").write_bytes(flipped(pbes2, -20))
    (HERE / "damaged-pbes2-cut.der").write_bytes(pbes2[:900])

    scheme, data = children(unpem("pbes2-des3.pem"))
    oid, parameters = parts(scheme[1])
    kdf, cipher = parts(parameters[1])
    short = sequence([parts(cipher[1])[0], (4, b"1234")])
    parameters = 0x30, tlv(*kdf) + short
    der = sequence([(0x30, tlv(*oid) + tlv(*parameters)), data])
    (HERE / "damaged-pbes2-vector.pem").write_text(pem("ENCRYPTED PRIVATE KEY", der))

    def scrypt(name, *costs):
        scheme, data = children((HERE / "pbes2-scrypt.der").read_bytes())
        oid, parameters = parts(scheme[1])
        kdf, cipher = parts(parameters[1])
        name_oid, values = parts(kdf[1])
        values = sequence([parts(values[1])[0], *(integer(cost) for cost in costs)])
        kdf = 0x30, tlv(*name_oid) + values
        parameters = 0x30, tlv(*kdf) + tlv(*cipher)
        der = sequence([(0x30, tlv(*oid) + tlv(*parameters)), data])
        (HERE / name).write_text(pem("ENCRYPTED PRIVATE KEY", der))

    # The algorithms of RFC 8017 other than plain encryption, and one that does not exist.
    for name, last in (("pkcs8-pss.pem", 10), ("pkcs8-oaep.pem", 7), ("damaged-algorithm.pem", 66)):
        oid = (HERE / "pkcs8.der").read_bytes().replace(bytes.fromhex("2a864886f70d010101"), bytes.fromhex("2a864886f70d0101") + bytes([last]), 1)
        (HERE / name).write_text(pem("PRIVATE KEY", oid))
    (HERE / "damaged-version.pem").write_text(pem("RSA PRIVATE KEY", der.replace(b"\2\1\0", b"\2\1\2", 1)))

    scrypt("pbes2-costly-scrypt-memory.pem", 2**22, 8, 1)
    scrypt("pbes2-costly-scrypt-odd.pem", 16385, 8, 1)
    scrypt("pbes2-costly-scrypt-zero.pem", 0, 8, 1)

    def openssh(name, source, position):
        (HERE / name).write_text(pem("OPENSSH PRIVATE KEY", flipped(unpem(source), position)))

    def renamed(name, old, new):
        der = unpem("openssh-aes256-ctr.key")
        assert old in der
        (HERE / name).write_text(pem("OPENSSH PRIVATE KEY", der.replace(old, new, 1)))

    renamed("openssh-cipher.key", b"aes256-ctr", b"serpentctr")
    renamed("openssh-kdf.key", b"bcrypt", b"scrypt")
    (HERE / "damaged-type.key").write_text(pem("OPENSSH PRIVATE KEY", unpem("openssh.key").replace(b"ssh-rsa", b"ssh-rsb")))
    # In the check numbers that tell a wrong passphrase: they begin the last string.
    blob = unpem("openssh-aes256-ctr.key")
    place = len(b"openssh-key-v1\0")
    for is_number in (False, False, False, True, False):
        place += 4 + (0 if is_number else int.from_bytes(blob[place : place + 4], "big"))
    openssh("damaged-check-numbers.key", "openssh-aes256-ctr.key", place + 4)
    openssh("damaged-flipped.key", "openssh.key", -400)
    openssh("damaged-encrypted-flipped.key", "openssh-aes256-ctr.key", -400)
    openssh("damaged-gcm-flipped.key", "openssh-aes256-gcm.key", -400)
    openssh("damaged-magic.key", "openssh.key", 3)

    def ppk(name, source, line, old, new):
        lines = (HERE / source).read_text().split("\n")
        assert old in lines[line]
        lines[line] = lines[line].replace(old, new, 1)
        (HERE / name).write_text("\n".join(lines))

    def change(name, source):
        text = (HERE / source).read_text()
        place = text.index("Private-Lines") + 200
        (HERE / name).write_text(text[:place] + ("B" if text[place] == "A" else "A") + text[place + 1 :])

    change("damaged-flipped.ppk", "ppk3.ppk")
    change("damaged-encrypted-flipped.ppk", "ppk3-argon2id.ppk")
    ppk("ppk4.ppk", "ppk3.ppk", 0, "File-3", "File-4")
    ppk("ppk3-cipher.ppk", "ppk3-default.ppk", 1, "aes256-cbc", "aes256-gcm")
    ppk("damaged-name.ppk", "ppk3.ppk", 1, "Encryption", "Encription")


def craft_numbers():
    """Keys by their numbers: JSON Web Keys, XML of .NET, and PKCS#1 with other primes than its modulus has."""

    def of(name):
        return numbers(run("openssl", "rsa", "-traditional", "-in", HERE / f"{name}.pem", "-outform", "DER"))[1:]

    def octets(number):
        return number.to_bytes((number.bit_length() + 7) // 8, "big")

    def jwk(*values, **more):
        names = ("n", "e", "d", "p", "q", "dp", "dq", "qi")
        text = {name: base64.urlsafe_b64encode(octets(value)).decode().rstrip("=") for name, value in zip(names, values)}
        return {"kty": "RSA", **more, **text}

    def xml(*values):
        names = ("Modulus", "Exponent", "D", "P", "Q", "DP", "DQ", "InverseQ")
        tags = ((name, base64.b64encode(octets(value)).decode()) for name, value in zip(names, values))
        return "<RSAKeyValue>" + "".join(f"<{name}>{value}</{name}>" for name, value in tags) + "</RSAKeyValue>"

    key = of("rsa2048")
    n, e, d, p, q, dp, dq, qinv = key
    other = of("other2048")
    elliptic = {"kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ", "d": "ZA"}
    ed25519 = {"kty": "OKP", "crv": "Ed25519", "x": "eA", "d": "ZA"}
    documents = {
        "jwk.json": jwk(*key, kid="n", use="enc", alg="RSA1_5"),
        "jwk-without-primes.json": jwk(n, e, d),
        "jwk-exponent3.json": jwk(*of("exponent3")[:3]),
        "jwk-exponent-large.json": jwk(*of("exponent-large")[:3]),
        "jwk-6120.json": jwk(*of("rsa6120")[:3]),
        "jwk-set.json": {"keys": [elliptic, jwk(n, e, kid="public"), jwk(*key)]},
        "jwk-public.json": jwk(n, e),
        "jwk-ec.json": elliptic,
        "jwk-ed25519.json": ed25519,
        "jwk-multiprime.json": jwk(*key) | {"oth": [{"r": "Aw", "d": "Aw", "t": "Aw"}]},
        "damaged-jwk-exponent.json": jwk(n, e, d + 2, p, q),
        "damaged-jwk-modulus.json": jwk(n + 2, e, d),
        "damaged-jwk-prime-modulus.json": jwk(2**2203 - 1, 5, pow(5, -1, 2**2203 - 2)),
        "damaged-jwk-even.json": jwk(n - 1, e, d),
        "damaged-jwk-number.json": jwk(*key) | {"d": "*"},
    }
    for name, document in documents.items():
        (HERE / name).write_text(json.dumps(document, indent=2) + "\n")
    (HERE / "dotnet.xml").write_text(xml(*key))
    (HERE / "dotnet-without-primes.xml").write_text(xml(n, e, d))
    (HERE / "dotnet-public.xml").write_text(xml(n, e))
    (HERE / "dotnet-indented.xml").write_text(xml(*key).replace("><", ">\r\n  <"))
    (HERE / "damaged-dotnet.xml").write_text(xml(n, e, d ^ 4, p, q))

    def pkcs1(name, *values):
        (HERE / name).write_text(pem("RSA PRIVATE KEY", sequence([integer(value) for value in (0, *values)])))

    pkcs1("primes-changed.pem", n, e, d, p + 2, q, dp, dq, qinv)
    pkcs1("primes-zero.pem", n, e, d, 0, 0, 0, 0, 0)
    pkcs1("primes-one.pem", n, e, d, 1, n, 0, 0, 1)
    pkcs1("primes-twice.pem", n, e, d, p, p, dp, dp, 1)
    pkcs1("primes-of-another-key.pem", n, e, d, *other[3:])
    pkcs1("primes-zero-least-exponent.pem", n, e, pow(e, -1, math.lcm(p - 1, q - 1)), 0, 0, 0, 0, 0)


# --- keys.json ----------------------------------------------------------------------------------------------------------------


def facts(key):
    """Bits and fingerprints by ssh-keygen, from the public key that openssl derives."""
    path = HERE / ".public"
    path.write_bytes(run("openssl", "pkey", "-in", HERE / f"{key}.pem", "-pubout"))
    path.write_bytes(run("ssh-keygen", "-i", "-m", "PKCS8", "-f", path))
    md5, sha256 = (run("ssh-keygen", "-l", "-E", kind, "-f", path, text=True).split() for kind in ("md5", "sha256"))
    path.unlink()
    return {"bits": int(md5[0]), "md5": md5[1].removeprefix("MD5:"), "sha256": sha256[1]}


KEYS = []


def source(file):
    if file == "gophercloud.pem":
        return "gophercloud/gophercloud openstack/compute/v2/servers/testing/results_test.go"
    if file.endswith(".ppk") or file.startswith(("puttygen", "sshcom", "ssh1")):
        tool = PUTTYGEN
    elif file.endswith((".key", ".pub")):
        tool = OPENSSH
    else:
        tool = OPENSSL
    return f"{tool}, changed by index.py" if file in CRAFTED else tool


def add(file, passphrase=None, name=None, given=None, **expect):
    """`given`: what else the reader is told. Native code makes no normalization forms: they are given to it."""
    assert (HERE / file).exists(), file
    entry = {"name": name or file, "file": file}
    if passphrase is not None:
        entry["passphrase"] = passphrase
        forms = {form.lower(): unicodedata.normalize(form, passphrase) for form in ("NFC", "NFD")}
        entry |= forms if forms["nfc"] != forms["nfd"] else {}
    entry |= given or {}
    KEYS.append(entry | {"source": source(file), "expect": expect})


def good(file, form, key="rsa2048", passphrase=None, name=None, repairs=(), given=None):
    """`repairs`: what had to be undone before the key could be read."""
    repairs = repairs or told_by_name(file)
    told = {"repairs": list(repairs)} if repairs else {}
    add(file, passphrase, name, given, format=form, **FACTS[key], **told)


def told_by_name(file):
    """What is undone of files whose names say what is odd about them."""
    if re.match(r"(legacy|ppk).*-(one-line|joined|two-blanks)", file):
        return ["lineBreaks"]
    if "-labelled-" in file:
        return ["markers"]
    wrong = r"primes-(changed|zero|one|twice|of-another)|damaged-(primes-exchanged|crt-exponent|coefficient)"
    return ["numbers"] if re.match(wrong, file) else []


def bad(error, *files, passphrase=None, name=None, given=None):
    for file in files:
        add(file, passphrase, name and f"{file}: {name}", given, error=error)


def encrypted(file, form, passphrase=PASS):
    good(file, form, passphrase=passphrase)


def list_mended():
    """What programs and people make of a key, and what is undone for it."""
    pem = (HERE / "pkcs1-1024.pem").read_text()
    ppk = (HERE / "ppk3-1024.ppk").read_text().replace("\r\n", "\n")
    quoted = json.dumps(pem)
    rtf = "{\\rtf1\\ansi\\ansicpg1252\n{\\fonttbl\\f0\\fswiss Helvetica;}\n\\f0\\fs24 \\cf0 " + pem.replace("\n", "\\\n") + "}"
    whole = base64.b64encode(pem.encode()).decode()
    bare = "".join(pem.splitlines()[1:-1])
    html = pem.replace("+", "&#43;").replace("/", "&#x2F;").replace("=", "&equals;")
    java = " +\n".join(f'    "{line}\\n"' for line in pem.splitlines()) + ";"
    numbered = "".join(f"{number:6}\t{line}\n" for number, line in enumerate(pem.splitlines(), 1))
    entries = [
        ("Base64 of the file", whole, ["base64"]),
        ("Base64 of the file, wrapped", "\n".join(whole[at : at + 76] for at in range(0, len(whole), 76)), ["base64"]),
        ("a body alone", bare, ["base64"]),
        ("escaped twice", json.dumps(quoted), ["escapes"]),
        ("escaped by PHP", quoted.replace("/", "\\/"), ["escapes"]),
        ("escaped by .NET", quoted.replace("+", "\\u002B").replace("=", "\\u003d"), ["escapes"]),
        ("continued in YAML", 'key: "' + pem.replace("\n", "\\n\\\n  ") + '"', ["escapes"]),
        ("entities of HTML", html, ["markup"]),
        ("entities of KeePass", pem.replace("\n", "&#xD;\n"), ["markup"]),
        ("RTF", rtf, ["markup"]),
        ("a Java literal", java, ["quotes"]),
        ("continued in the shell", pem.replace("\n", "\\\n"), ["escapes"]),
        ("no-break blanks", "\u00a0" + pem.replace("\n", "\n\u00a0"), ["characters"]),
        ("zero-width blanks", pem.replace("\n", "\u200b\n"), ["characters"]),
        ("em dashes", pem.replace("--", "\u2014"), ["characters"]),
        ("without dashes", pem.replace("-----", ""), ["markers"]),
        ("numbered lines", numbered, ["linePrefixes"]),
        ("comment signs", "# " + pem.replace("\n", "\n# "), ["linePrefixes"]),
        ("percent-encoding", urllib.parse.quote(pem, safe=""), ["transferEncoding"]),
        ("quoted-printable", pem.replace("=", "=3D"), ["transferEncoding"]),
    ]
    for name, text, repairs in entries:
        told = {"repairs": repairs}
        form = "pkcs1Der" if name == "a body alone" else "pkcs1Pem"
        KEYS.append({"name": f"mended: {name}", "text": text, "source": OPENSSL, "expect": {"format": form, **FACTS["rsa1024"], **told}})
    text = "\u00a0" + ppk.replace("\n", "\n\u00a0")
    expect = {"format": "ppk3", **FACTS["rsa1024"], "repairs": ["characters"]}
    KEYS.append({"name": "mended: a PuTTY key with no-break blanks", "text": text, "source": PUTTYGEN, "expect": expect})


def with_comment(ppk, comment):
    """An unencrypted PuTTY key of version 3 with another comment, and the checksum for it."""
    lines = ppk.splitlines()
    body = lambda at: base64.b64decode("".join(lines[at + 1 : at + 1 + int(lines[at].split()[1])]))
    start = lambda name: next(at for at, line in enumerate(lines) if line.startswith(name))
    parts = [b"ssh-rsa", b"none", comment.encode(), body(start("Public-Lines")), body(start("Private-Lines"))]
    mac = hmac.new(b"", b"".join(len(part).to_bytes(4, "big") + part for part in parts), "sha256").hexdigest()
    lines[start("Comment")] = f"Comment: {comment}"
    return "\n".join([*lines[:-1], f"Private-MAC: {mac}"]) + "\n"


def list_more_mended():
    """What stands behind Base64, before the lines of several blocks and around the lines of programs; several keys; forms that were taken apart."""
    read = lambda file: (HERE / file).read_text().replace("\r\n", "\n")
    pem, ppk, certificate = read("pkcs1-1024.pem"), read("ppk3-1024.ppk"), read("certificate.pem")
    ed25519, ed25519_ppk = read("openssh-ed25519.key"), read("ppk3-ed25519.ppk")
    openssh = read("openssh-1024.key")

    def listed(name, text, form, repairs, key="rsa1024", **given):
        told = {"repairs": repairs} if repairs else {}
        KEYS.append({"name": f"mended: {name}", "text": text, **given, "source": OPENSSL, "expect": {"format": form, **FACTS[key], **told}})

    # Base64 that ends without `=`, so that nothing tells it from the words behind it.
    whole = base64.b64encode((pem + "\n" * (-len(pem) % 3)).encode()).decode()
    assert "=" not in whole
    behind = {
        ".env, FOO behind it": f"KEY={whole}\nFOO=bar\n",
        ".env, DB_HOST behind it": f"KEY={whole}\nDB_HOST=db\n",
        "a secret of Kubernetes": f"apiVersion: v1\ndata:\n  id_rsa: {whole}\n  id_rsa.pub: c3NoLXJzYSA=\nkind: Secret\n",
        "a secret of Kubernetes with ca.crt": f"data:\n  key: {whole}\n  ca.crt: TFM=\n",
        "a mail": f"{whole}\n\nBest regards\n",
        "a table of HTML": f"<tr><td>{whole}</td><td>x12</td></tr>",
    }
    for name, text in behind.items():
        listed(f"Base64 in {name}", text, "pkcs1Pem", ["markup", "base64"] if "HTML" in name else ["base64"])
    for file, key, form in (("openssh-1024.key", "rsa1024", "openssh"), ("pkcs12-base64.txt", "rsa2048", "pkcs12"), ("rsa1024.pem", "rsa1024", "pkcs8Der")):
        body = "".join(line for line in read(file).splitlines() if "-----" not in line).rstrip("=")
        given = {"passphrase": PASS} if form == "pkcs12" else {}
        listed(f"the body of {file} in JSON", json.dumps({"private_key": body, "app_id": "x"}), form, ["quotes", "base64"], key, **given)
    other = base64.b64encode((ed25519 + "\n" * (-len(ed25519) % 3)).encode()).decode()
    listed("Base64 of two keys", f"data:\n  ed: {other}\n  rsa: {whole}\n", "pkcs1Pem", ["base64"])

    # What stands before every line of several blocks.
    numbered = lambda text: "".join(f"{number:6}\t{line}\n" for number, line in enumerate(text.splitlines(), 1))
    before = lambda sign, text: "".join(f"{sign}{line}\n" for line in text.splitlines())
    bag = f"Bag Attributes\n    friendlyName: key\nKey Attributes: <No Attributes>\n{pem}Bag Attributes\n    friendlyName: certificate\n{certificate}"
    listed("numbered lines of a certificate and a key", numbered(certificate + pem), "pkcs1Pem", ["linePrefixes"])
    listed("two files with numbered lines", numbered(certificate) + numbered(pem), "pkcs1Pem", ["linePrefixes"])
    listed("numbered lines of what openssl pkcs12 prints", numbered(bag.replace("<No Attributes>", "none")), "pkcs1Pem", ["linePrefixes"])
    listed("numbered lines of an ed25519 key and an RSA key", numbered(ed25519 + pem), "pkcs1Pem", ["linePrefixes"])
    listed("comment signs before a certificate and a key", before("# ", certificate + pem), "pkcs1Pem", ["linePrefixes"])
    listed("comment signs before an ed25519 key and an RSA key", before("# ", ed25519 + pem), "pkcs1Pem", ["linePrefixes"])
    listed("a difference of a certificate and a key", "@@ -0,0 +1,40 @@\n" + before("+", certificate + pem), "pkcs1Pem", ["linePrefixes"])
    listed("comment signs before the key alone", certificate + before("# ", pem), "pkcs1Pem", ["linePrefixes"])

    # Programs that put a key together.
    around = lambda start, end, first=None: "".join(
        f"{first if first and not at else start}{line}{end}\n" for at, line in enumerate(pem.splitlines())
    )
    listed("Java, append on every line", around('sb.append("', '\\n");'), "pkcs1Pem", ["quotes"])
    listed("Java, append after append", around('    .append("', '").append("\\n")', 'sb.append("'), "pkcs1Pem", ["quotes"])
    listed("Python, += on every line", around('k += "', '\\n"', 'k = "'), "pkcs1Pem", ["quotes"])
    listed("JavaScript, += on every line", around("key1 += '", "\\n';"), "pkcs1Pem", ["quotes"])
    listed("PHP, .= on every line", around('$k .= "', '\\n";'), "pkcs1Pem", ["quotes"])
    listed("the shell, = on every line", around('K="${K}', '\\n"', 'K="'), "pkcs1Pem", ["linePrefixes"])
    listed("a batch file, = on every line", around("set K=%K%", "", "set K="), "pkcs1Pem", ["linePrefixes"])
    listed("Visual Basic, & on every line", around('k = k & "', '" & vbCrLf', 'k = "'), "pkcs1Pem", ["quotes"])
    python = "key = (" + "\n       ".join(repr(f"{line}\n") for line in pem.splitlines()) + ")\n"
    listed("a Python literal", python, "pkcs1Pem", ["quotes"])
    state = {"version": 4, "resources": [{"type": "tls_private_key", "instances": [{"attributes": {"algorithm": "RSA", "private_key_pem": pem}}]}]}
    listed("a state of Terraform", json.dumps(state, indent=2), "pkcs1Pem", [])
    state["resources"][0]["instances"][0]["attributes"]["private_key_pem"] = pem.replace("\n", "\r\n")
    listed("a state of Terraform in a string", json.dumps(json.dumps(state)), "pkcs1Pem", ["escapes"])
    listed("a line of .env", 'A=1\nKEY="' + pem.strip().replace("\n", "\\n") + '"\nB=2\n', "pkcs1Pem", [])

    # Several keys: the one that opens.
    listed("a PuTTY key behind one of ed25519", ed25519_ppk + ppk, "ppk3", [])
    listed("a PuTTY key before one of ed25519", ppk + ed25519_ppk, "ppk3", [])
    listed("a key behind an encrypted one", read("pbes2-aes-256-cbc.pem") + pem, "pkcs1Pem", [])
    listed("a key behind an encrypted one of PuTTY", read("ppk2-encrypted.ppk") + ppk, "ppk3", [])
    listed("a key behind an encrypted one of OpenSSH", read("openssh-aes256-ctr.key") + openssh, "openssh", [])
    encrypted_ec = read("legacy-aes256.pem").replace("RSA PRIVATE", "EC PRIVATE")
    listed("an encrypted key with the label of another type", encrypted_ec, "legacyEncryptedPem", ["markers"], "rsa2048", passphrase=PASS)
    KEYS.append({"name": "of another label: no passphrase", "text": encrypted_ec, "source": OPENSSL, "expect": {"error": "passphraseMissing"}})
    two = ed25519_ppk + read("ppk3-ecdsa.ppk")
    KEYS.append({"name": "two PuTTY keys of other types", "text": two, "source": PUTTYGEN, "expect": {"error": "notRsa"}})

    # Forms that were taken apart.
    head, body = ppk.split("Private-Lines: ", 1)
    count, body = body.split("\n", 1)
    body, mac = body.split("Private-MAC", 1)
    for name, sign in (("joined", ""), ("joined with blanks", " ")):
        text = f"{head}Private-Lines: {count}\n{sign.join(body.split())}\nPrivate-MAC{mac}"
        listed(f"a PuTTY key with lines {name}", text, "ppk3", ["lineBreaks"])
    shorter = "\n".join(line[:40] + "\n" + line[40:] for line in body.split())
    listed("a PuTTY key with lines broken", f"{head}Private-Lines: {count}\n{shorter}\nPrivate-MAC{mac}", "ppk3", ["lineBreaks"])
    listed("a PuTTY key on one line, with a name in its comment", with_comment(ppk, "Public-Lines: 6").replace("\n", " "), "ppk3", ["lineBreaks"])
    keepass = lambda value: f"<String><Key>Notes</Key><Value>{value}</Value></String>"
    listed("XML of KeePass on one line", keepass(whole), "pkcs1Pem", ["markup", "base64"])
    values = (HERE / "dotnet.xml").read_text()
    values = values[values.index("<Modulus>") : values.index("</RSAKeyValue>")]
    xml = f'<?xml version="1.0"?>\n<RSAParameters xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n{values}\n</RSAParameters>'
    listed("RSAParameters of .NET", xml, "rsaKeyValue", [], "rsa2048")
    jwk = json.loads((HERE / "jwk.json").read_text())
    listed("a JWK with an object before its type", json.dumps({"meta": {"a": {"b": 1}}, **jwk, "more": {"c": 2}}), "jwk", [], "rsa2048")
    listed("a JWK as Python prints it", repr(jwk), "jwk", [], "rsa2048")
    foreign = json.dumps({"key": read("sshcom.key")})
    KEYS.append({"name": "a key of ssh.com in JSON", "text": foreign, "source": PUTTYGEN, "expect": {"error": "keyUnsupported"}})
    der = base64.b64decode("".join(pem.splitlines()[1:-1])) + bytes(7)
    inside = "-----BEGIN RSA PRIVATE KEY-----\n" + "\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64)) + "\n-----END RSA PRIVATE KEY-----\n"
    listed("bytes behind the key in PEM", inside, "pkcs1Pem", ["trailingBytes"])


def list_programs_and_prints():
    """What programs print of a key: bytes as numbers, times before lines, other notations of numbers, comments with escapes."""
    read = lambda file: (HERE / file).read_text().replace("\r\n", "\n")
    pem, ppk, openssh = read("pkcs1-1024.pem"), read("ppk3-1024.ppk"), read("openssh-1024.key")
    raw, legacy = pem.encode(), read("legacy-aes256.pem")
    lines, body = pem.splitlines(), "".join(pem.splitlines()[1:-1])

    def listed(name, text, form, repairs, key="rsa1024", **given):
        told = {"repairs": repairs} if repairs else {}
        KEYS.append({"name": f"mended: {name}", "text": text, **given, "source": OPENSSL, "expect": {"format": form, **FACTS[key], **told}})

    # Bytes as numbers.
    listed("hexadecimal digits with colons", raw.hex(":"), "pkcs1Pem", ["base64"])
    listed("hexadecimal digits with hyphens, as .NET prints them", raw.hex("-").upper(), "pkcs1Pem", ["base64"])
    listed("an array of C", "char key[] = {\n" + ", ".join(f"0x{byte:02x}" for byte in raw) + "\n};\n", "pkcs1Pem", ["base64"])
    listed("a buffer of Node.js", json.dumps({"type": "Buffer", "data": list(raw)}), "pkcs1Pem", ["quotes", "base64"])

    # Before lines.
    log = lambda time: "".join(time.format(at % 10) + line + "\n" for at, line in enumerate(lines))
    listed("a log with times", log("2024-05-01T10:00:0{}.12345Z "), "pkcs1Pem", ["linePrefixes"])
    blame = "".join(f"^1a2b3c4 (Bob 2024-05-06 {at:2}) {line}\n" for at, line in enumerate(lines, 1))
    listed("git blame in JSON", json.dumps(blame), "pkcs1Pem", ["escapes", "linePrefixes"])
    listed("a chat with times", log("[10:0{}] bob: "), "pkcs1Pem", ["linePrefixes"])
    listed("grep -n with lines around", "".join(f"{at}{'-' if at > 1 else ':'}{line}\n" for at, line in enumerate(lines, 1)), "pkcs1Pem", ["linePrefixes"])
    rows = "".join(f"<tr><td>{at}</td><td>{line}</td></tr>" for at, line in enumerate(lines, 1))
    listed("a table of HTML with numbers", f"<table>{rows}</table>", "pkcs1Pem", ["markup", "linePrefixes"])
    commands = "".join(f"echo {line}{'>>' if at else '>'}key.ppk\r\n" for at, line in enumerate(ppk.splitlines()))
    listed("a PuTTY key by echo", commands, "ppk3", ["linePrefixes"])
    quoted = "".join(f"> {line}\n" for line in textwrap.wrap(body, 64))
    listed("a body in quoted lines, in JSON", json.dumps({"id": 7, "key": quoted.strip(), "name": "x"}), "pkcs1Der", ["quotes", "escapes", "linePrefixes", "base64"])

    # Literals, colours, marks.
    sql = "INSERT INTO k VALUES ('" + "' || CHR(10) || '".join(lines) + "');"
    listed("a literal of SQL", sql, "pkcs1Pem", ["quotes"])
    shell = "$k = " + " +\n  ".join(f'"{line}`n"' for line in legacy.splitlines())
    listed("literals of PowerShell", shell, "legacyEncryptedPem", ["linePrefixes"], "rsa2048", passphrase=PASS)
    listed("colours of a terminal", "".join(f"\x1b[1;32m{line[:9]}\x1b[0m{line[9:]}\n" for line in lines), "pkcs1Pem", ["characters"])
    listed("marks of Arabic and joiners", "\n".join("\u061c\u034f".join(textwrap.wrap(line, 20, drop_whitespace=False)) for line in lines), "pkcs1Pem", ["characters"])
    rtf = "{\\rtf1\\ansi\n\\f0 " + legacy.replace("\n", "\\\n").replace("--", "\\uc0\\u8212 ") + "}"
    listed("RTF with dashes in Unicode", rtf, "legacyEncryptedPem", ["markup", "characters"], "rsa2048", passphrase=PASS)
    listed("other dashes around headers", legacy.replace("-----", "====="), "legacyEncryptedPem", ["markers"], "rsa2048", passphrase=PASS)
    listed("headers without markers", "\n".join(legacy.splitlines()[1:-1]), "legacyEncryptedPem", ["markers"], "rsa2048", passphrase=PASS)
    listed("a marker on two lines", legacy.replace(" PRIVATE", "\nPRIVATE"), "legacyEncryptedPem", ["markers"], "rsa2048", passphrase=PASS)

    # A form that was decoded twice.
    listed("blanks for + in lines", openssh.replace("+", " "), "openssh", ["transferEncoding"])
    listed("blanks for + in a body", body.replace("+", " "), "pkcs1Der", ["base64"])
    listed("a body in a form", urllib.parse.quote_plus(" ".join(textwrap.wrap(body, 64))), "pkcs1Der", ["transferEncoding", "base64"])

    # PuTTY files whose checksum covers a comment that was changed, or is broken itself; and their first line.
    comment = with_comment(ppk, 'Bob <bob@example.com> "x" \\ B\u00fcro')
    listed("a PuTTY key with escapes in its comment", json.dumps(json.dumps({"key": comment})), "ppk3", ["escapes"])
    locked = read("ppk2-encrypted.ppk")
    listed("an encrypted PuTTY key with entities in its comment", locked.replace("Comment: imported key", "Comment: imported&#32;key"), "ppk2Encrypted", ["markup"], "rsa2048", passphrase=PASS)
    quoted = "".join(f"> {line}\n" for line in ppk.splitlines())
    listed("a PuTTY key quoted, and its checksum on two lines", quopri.encodestring(quoted.encode()).decode(), "ppk3", ["transferEncoding"])
    broken = quopri.encodestring(read("ppk3-least.ppk").encode()).decode()
    assert "=\n" in broken and "=3D" not in broken
    listed("a PuTTY key with its checksum on two lines", broken, "ppk3Encrypted", ["transferEncoding"], "rsa2048", passphrase=PASS)
    listed("a PuTTY key without its first letters", ppk[3:], "ppk3", ["markers"])
    listed("a PuTTY key without its first line", ppk.split("\n", 1)[1], "ppk3", ["markers"])
    cut = locked.rstrip()[:-8] + "\n"
    KEYS.append({"name": "an encrypted PuTTY key with its checksum cut off", "text": cut, "passphrase": PASS, "source": PUTTYGEN, "expect": {"error": "keyDamaged"}})

    entities = locked.replace("Comment: imported key", "Comment: imported&#32;key")
    listed("Base64 of an encrypted PuTTY key with entities", base64.b64encode(entities.encode()).decode(), "ppk2Encrypted", ["base64", "markup"], "rsa2048", passphrase=PASS)
    found = "".join(f"keys/server.pem:{at}:{line}\n" for at, line in enumerate(read("rsa2048.pem").splitlines(), 1))
    found = quopri.encodestring(found.encode()).decode()
    assert "=\n" in found and "=3D" not in found
    listed("lines of grep that an e-mail breaks", found, "pkcs8Pem", ["transferEncoding", "linePrefixes"], "rsa2048")

    # Numbers by other names and notations.
    jwk = json.loads((HERE / "jwk.json").read_text())
    listed("a JWK as Node.js prints it", "{\n" + ",\n".join(f"  {name}: '{value}'" for name, value in jwk.items()) + "\n}", "jwk", [], "rsa2048")
    listed("a JWK in YAML", "".join(f"{name}: {value}\n" for name, value in sorted(jwk.items())), "jwk", [], "rsa2048")
    listed("a JWK as Ruby prints it", "{" + ", ".join(f'"{name}"=>"{value}"' for name, value in jwk.items()) + "}", "jwk", [], "rsa2048")
    broken = lambda text, name: text.replace(name, f"{name[:2]}\n{name[2:]}")
    mail = "".join(f"> {line}\n" for line in broken(json.dumps(jwk), '"d"').splitlines())
    listed("a JWK in a mail that breaks a name", mail, "jwk", ["linePrefixes"], "rsa2048")
    xml = (HERE / "dotnet.xml").read_text()
    values = dict(re.findall(r"<(\w+)>([^<]+)</", xml))
    listed("RSAParameters in JSON", json.dumps({"KeyId": "a", "Parameters": values}), "rsaKeyValue", [], "rsa2048")
    listed("XML of .NET with a prefix", re.sub(r"<(/?)(\w)", r"<\1ds:\2", xml), "rsaKeyValue", [], "rsa2048")
    listed("XML of .NET with a name that is broken", broken(xml, "<D>"), "rsaKeyValue", [], "rsa2048")
    listed("numbers without those that follow from them", pem_of_first(raw_numbers("rsa1024")[:6]), "pkcs1Pem", [])
    foreign = read("sshcom.key").replace("---- BEGIN", "-----BEGIN").replace("KEY ----", "KEY-----")
    KEYS.append({"name": "a key of ssh.com with other dashes", "text": foreign, "source": PUTTYGEN, "expect": {"error": "keyUnsupported"}})


def raw_numbers(key):
    return numbers(run("openssl", "rsa", "-traditional", "-in", HERE / f"{key}.pem", "-outform", "DER"))


def pem_of_first(values):
    return pem("RSA PRIVATE KEY", sequence([integer(value) for value in values]))


def list_keys():
    for bits in (1024, 1030, 2048, 3072, 4096, 6120):
        good(f"rsa{bits}.pem", "pkcs8Pem", f"rsa{bits}")
    for key in ("other2048", "exponent3", "exponent37", "exponent-large"):
        good(f"{key}.pem", "pkcs8Pem", key)
    for bits in (1024, 3072, 4096, 6120):
        good(f"pkcs1-{bits}.pem", "pkcs1Pem", f"rsa{bits}")
    good("gophercloud.pem", "pkcs1Pem", "gophercloud")
    bad("keySize", "rsa512.pem", "rsa768.pem", "rsa1023.pem", "rsa6128.pem", "rsa8192.pem")

    good("pkcs1.pem", "pkcs1Pem")
    good("pkcs1.pem", "pkcs1Pem", passphrase=PASS, name="pkcs1.pem: a passphrase that is not needed")
    good("openssh.key", "openssh", passphrase=PASS, name="openssh.key: a passphrase that is not needed")
    good("ppk3.ppk", "ppk3", passphrase=PASS, name="ppk3.ppk: a passphrase that is not needed")
    good("pkcs1.der", "pkcs1Der")
    good("pkcs8.der", "pkcs8Der")
    good("pkcs8-attributes.pem", "pkcs8Pem")
    good("primes-exchanged.pem", "pkcs1Pem")
    good("primes-long-short.pem", "pkcs1Pem", "primes-long-short")
    good("primes-short-long.pem", "pkcs1Pem", "primes-long-short")

    for what in ("aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "des3", "600k", "least", "scrypt"):
        encrypted(f"pbes2-{what}.pem", "encryptedPkcs8Pem")
    for prf in ("sha1", "sha224", "sha256", "sha384", "sha512"):
        encrypted(f"pbes2-pbkdf2-{prf}.pem", "encryptedPkcs8Pem")
    encrypted("pbes2-utf8.pem", "encryptedPkcs8Pem", PASS_UTF8)
    good("pbes2-code-page.pem", "encryptedPkcs8Pem", passphrase="secret123äöüß€", repairs=["passphraseEncoding"])
    encrypted("pbes2.der", "encryptedPkcs8Der")
    encrypted("pbes2-least.der", "encryptedPkcs8Der")
    encrypted("pbes2-scrypt.der", "encryptedPkcs8Der")
    encrypted("pbes1-md5-des.der", "encryptedPkcs8Der")
    for what in ("md5-des", "sha1-des", "sha1-3des", "sha1-2des"):
        encrypted(f"pbes1-{what}.pem", "encryptedPkcs8Pem")
    for name, passphrase in (("composed", "Z\u00fcrich \u00e9t\u00e9"), ("decomposed", "Zu\u0308rich e\u0301te\u0301"), ("mixed", "Z\u00fcrich e\u0301te\u0301")):
        for form in ("nfc", "nfd"):
            same = unicodedata.normalize(form.upper(), passphrase) == passphrase
            told = [] if same else [f"passphrase{form.capitalize()}"]
            good(f"pbes2-{form}.pem", "encryptedPkcs8Pem", passphrase=passphrase, name=f"pbes2-{form}.pem: a passphrase that is {name}", repairs=told)
    bad("passphraseWrong", "pbes2-nfc.pem", "pbes2-nfd.pem", passphrase="Z\u00fcrich \u00e9te", name="another passphrase")
    # Two forms of it can be tried in two seconds, three cannot.
    good("pbes2-nfc-900k.pem", "encryptedPkcs8Pem", passphrase="Z\u00fcrich \u00e9t\u00e9")
    bad("keySlow", "pbes2-nfc-900k.pem", passphrase="Z\u00fcrich \u00e9te", name="as many rounds as three forms are too many for")

    for what in ("", "-legacy", "-2des", "-sha384", "-sha512", "-least", "-keytool"):
        encrypted(f"pkcs12{what}.p12", "pkcs12")
    encrypted("pkcs12-utf8.p12", "pkcs12", PASS_UTF8)
    encrypted("pkcs12-without-mac.p12", "pkcs12")
    encrypted("pkcs12-plain.p12", "pkcs12")
    encrypted("pkcs12.pem", "pkcs12")
    good("pkcs12-base64.txt", "pkcs12", passphrase=PASS, repairs=["base64"])
    good("pkcs12-empty.p12", "pkcs12")
    for file in ("pkcs12.p12", "pkcs12-legacy.p12", "pkcs12-keytool.p12", "pkcs12-without-mac.p12"):
        bad("passphraseMissing", file, name="no passphrase")
        bad("passphraseWrong", file, passphrase="Correct horse", name="another passphrase")
    bad("passphraseWrong", "pkcs12-empty.p12", passphrase=PASS, name="a passphrase that is none")
    bad("noKey", "pkcs12-without-key.p12", passphrase=PASS)
    bad("notRsa", "pkcs12-ec.p12", passphrase=PASS)
    bad("keySlow", "pkcs12-slow.p12", passphrase=PASS)
    bad("passphraseMissing", "pkcs12-slow.p12", name="no passphrase")

    for what in ("", "-without-primes", "-set"):
        good(f"jwk{what}.json", "jwk")
    for what, key in (("exponent3", "exponent3"), ("exponent-large", "exponent-large"), ("6120", "rsa6120")):
        good(f"jwk-{what}.json", "jwk", key)
    for what in ("", "-without-primes", "-indented"):
        good(f"dotnet{what}.xml", "rsaKeyValue")
    for what in ("changed", "zero", "one", "twice", "of-another-key", "zero-least-exponent"):
        good(f"primes-{what}.pem", "pkcs1Pem")

    for cipher in ("aes128", "aes192", "aes256", "des3", "des"):
        encrypted(f"legacy-{cipher}.pem", "legacyEncryptedPem")
    encrypted("legacy-utf8.pem", "legacyEncryptedPem", PASS_UTF8)
    encrypted("puttygen-openssh.pem", "legacyEncryptedPem")

    good("openssh.key", "openssh")
    for bits in (1024, 4096, 6120):
        good(f"openssh-{bits}.key", "openssh", f"rsa{bits}")
    good("openssh-exponent3.key", "openssh", "exponent3")
    good("puttygen-openssh-new.key", "openssh")
    encrypted("puttygen-openssh-new-encrypted.key", "opensshEncrypted")
    encrypted("openssh-utf8.key", "opensshEncrypted", PASS_UTF8)
    for cipher in (
        "aes256-ctr",
        "aes128-ctr",
        "aes192-ctr",
        "aes128-cbc",
        "aes192-cbc",
        "aes256-cbc",
        "aes128-gcm",
        "aes256-gcm",
        "chacha20-poly1305",
        "3des-cbc",
        "rounds-100",
        "least",
    ):
        encrypted(f"openssh-{cipher}.key", "opensshEncrypted")

    good("ppk2.ppk", "ppk2")
    good("ppk3.ppk", "ppk3")
    good("ppk3-comment-utf8.ppk", "ppk3")
    for bits in (1024, 4096, 6120):
        good(f"ppk3-{bits}.ppk", "ppk3", f"rsa{bits}")
    encrypted("ppk2-encrypted.ppk", "ppk2Encrypted")
    encrypted("ppk2-utf8.ppk", "ppk2Encrypted", PASS_UTF8)
    for what in ("argon2id", "argon2i", "argon2d", "default", "least", "parallel"):
        encrypted(f"ppk3-{what}.ppk", "ppk3Encrypted")
    encrypted("ppk3-utf8.ppk", "ppk3Encrypted", PASS_UTF8)
    # As many passes as PuTTYgen chooses on a machine of today.
    good("ppk3-code-page.ppk", "ppk3Encrypted", passphrase="secret123äöüß€", repairs=["passphraseEncoding"])

    # As people paste them.
    for what in ("crlf", "cr", "bom", "utf16le", "mail", "latin1", "blanks", "one-line"):
        good(f"pkcs1-{what}.pem", "pkcs1Pem")
    good("pkcs1-answer.json", "pkcs1Pem")
    good("pkcs1-labelled-pkcs8.pem", "pkcs1Pem")
    good("pkcs8-labelled-pkcs1.pem", "pkcs8Pem")
    good("bag-attributes.pem", "pkcs8Pem")
    good("certificate-then-key.pem", "pkcs1Pem")
    good("key-then-others.pem", "pkcs1Pem")
    good("key-behind-damaged.pem", "pkcs1Pem")
    encrypted("key-behind-other-passphrase.pem", "encryptedPkcs8Pem")
    bad("passphraseMissing", "key-behind-other-passphrase.pem", name="no passphrase")
    encrypted("legacy-crlf.pem", "legacyEncryptedPem")
    encrypted("legacy-quoted.pem", "legacyEncryptedPem")
    encrypted("openssh-crlf.key", "opensshEncrypted")
    good("openssh-indented.key", "openssh")
    good("openssh-utf16be.key", "openssh")
    encrypted("ppk3-crlf.ppk", "ppk3Encrypted")
    encrypted("ppk3-mail.ppk", "ppk3Encrypted")
    good("ppk3-bom.ppk", "ppk3")
    good("ppk3-utf16le.ppk", "ppk3")
    for how in ("one-line", "joined"):
        good(f"ppk2-{how}.ppk", "ppk2")
        good(f"ppk3-{how}.ppk", "ppk3")
        encrypted(f"ppk2-encrypted-{how}.ppk", "ppk2Encrypted")
        encrypted(f"ppk3-argon2id-{how}.ppk", "ppk3Encrypted")
        for cipher in ("aes256", "des3", "des"):
            encrypted(f"legacy-{cipher}-{how}.pem", "legacyEncryptedPem")
    good("ppk3-two-blanks.ppk", "ppk3")
    good("ppk3-escaped.ppk", "ppk3")
    good("ppk3-answer.json", "ppk3")
    encrypted("legacy-answer.json", "legacyEncryptedPem")
    good("openssh-labelled-pkcs1.pem", "openssh")
    good("pkcs1-labelled-openssh.key", "pkcs1Pem")
    good("pkcs1-labelled-ec.pem", "pkcs1Pem")
    good("pkcs8-pss.pem", "pkcs8Pem")
    good("pkcs8-oaep.pem", "pkcs8Pem")

    # Passphrases.
    protected = ["pbes2-aes-256-cbc.pem", "pbes2.der", "legacy-aes256.pem", "openssh-aes256-ctr.key"]
    protected += ["openssh-aes256-gcm.key", "ppk2-encrypted.ppk", "ppk3-argon2id.ppk"]
    for file in protected:
        bad("passphraseMissing", file, name="no passphrase")
        bad("passphraseMissing", file, passphrase="", name="an empty passphrase")
        bad("passphraseWrong", file, passphrase="Correct horse", name="another passphrase")
    bad("passphraseWrong", *(f"legacy-{cipher}.pem" for cipher in ("aes128", "des3", "des")), passphrase="wrong", name="another")
    bad("passphraseWrong", "legacy-utf8.pem", "ppk3-utf8.ppk", "openssh-utf8.key", passphrase="passwort", name="another")
    bad("passphraseMissing", "ec-pbes2.pem")
    bad("passphraseMissing", "ppk3-argon2id-one-line.ppk", "legacy-aes256-joined.pem", name="no passphrase")
    bad("passphraseWrong", "ppk3-argon2id-joined.ppk", "legacy-aes256-one-line.pem", passphrase="Correct horse", name="another passphrase")
    bad("passphraseWrong", "damaged-check-numbers.key", passphrase=PASS)

    # Mended: what is around the key is damaged, or values in it that follow from the others.
    good("pkcs1-without-markers.txt", "pkcs1Der", repairs=["base64"])
    good("damaged-labels.pem", "pkcs1Pem", repairs=["markers"])
    good("damaged-trailing.der", "pkcs1Der", repairs=["trailingBytes"])
    good("damaged-primes-exchanged.pem", "pkcs1Pem")
    good("damaged-crt-exponent.pem", "pkcs1Pem")
    good("damaged-coefficient.pem", "pkcs1Pem")
    good("damaged-flipped.key", "openssh")
    good("ppk3-damaged-comment.ppk", "ppk3")
    good("damaged-begin-4.pem", "pkcs1Pem", repairs=["markers"])
    good("damaged-label-4.pem", "pkcs1Pem", repairs=["markers"])
    good("damaged-end-4.pem", "pkcs1Pem", repairs=["markers"])
    good("damaged-end-label-4.pem", "pkcs1Pem", repairs=["markers"])
    good("damaged-dashes.pem", "pkcs1Pem", repairs=["characters", "markers"])
    good("damaged-dashes-after-certificate.pem", "pkcs1Pem", repairs=["markers"])
    good("damaged-encrypted-flipped.key", "opensshEncrypted", passphrase=PASS)
    list_mended()
    list_more_mended()
    list_programs_and_prints()

    # No private key.
    bad("noKey", "empty", "blank", "prose.txt", "server.rdp", "pgp.asc")
    bad("publicKey", "public-spki.pem", "public-spki.der", "public-pkcs1.pem", "public-pkcs1.der", "public-openssh.pub")
    bad("publicKey", "public-ed25519.pub", "public-ssh2.pub", "certificate.pem", "certificate.der", "request.pem", "pkcs7.pem")

    bad("publicKey", "jwk-public.json", "dotnet-public.xml")
    bad("publicKey", "certificate-without-markers.txt", "public-without-markers.txt")

    # Not RSA.
    bad("notRsa", "ppk3-ed25519-one-line.ppk", "ppk3-ed25519-joined.ppk")
    bad("notRsa", "ec-sec1-with-parameters.pem", "ec-sec1.pem", "ec-sec1.der", "ec-pkcs8.pem")
    bad("passphraseMissing", "ec-sec1-encrypted.pem")
    bad("notRsa", "ec-sec1-encrypted.pem", passphrase=PASS, name="with its passphrase")
    bad("notRsa", "ec-pkcs8.der", "ed25519-pkcs8.pem", "ed448-pkcs8.pem", "x25519-pkcs8.pem", "dsa-pkcs8.pem", "dsa.pem")
    bad("notRsa", "jwk-ec.json", "jwk-ed25519.json")
    bad("notRsa", "dsa.der", "openssh-ed25519.key", "openssh-ed25519-encrypted.key", "openssh-ecdsa.key", "openssh-dsa.key")
    bad("notRsa", "ppk3-ed25519.ppk", "ppk3-ed448.ppk", "ppk3-ecdsa.ppk", "ppk3-dsa.ppk", "ppk2-ed25519-encrypted.ppk")
    bad("notRsa", "ec-pbes2.pem", passphrase=PASS, name="with its passphrase")

    # Forms that are not read.
    bad("keyUnsupported", "pbes1-sha1-rc2.pem", "pkcs12-rc2.p12", passphrase=PASS)
    bad("keyUnsupported", "keystore.jks", "keystore.jceks", "jwk-multiprime.json")
    bad("keyUnsupported", "pbes2-camellia.pem", "pbes2-aria.pem", "legacy-camellia256.pem", "legacy-seed.pem", passphrase=PASS)
    slow = ["pbes2-costly-pbkdf2.pem", "pbes2-costly-scrypt.pem", "openssh-costly.key", "ppk3-costly-passes.ppk"]
    bad("keySlow", *slow, passphrase=PASS)
    bad("passphraseMissing", *slow, name="no passphrase")
    good("pbes2-costly-pbkdf2.pem", "encryptedPkcs8Pem", passphrase=PASS, name="pbes2-costly-pbkdf2.pem: allowed", given={"allowSlow": True})
    good("ppk3-costly-passes.ppk", "ppk3Encrypted", passphrase=PASS, name="ppk3-costly-passes.ppk: allowed", given={"allowSlow": True})
    bad("keyUnsupported", "pbes2-costly-scrypt-memory.pem", passphrase=PASS, given={"allowSlow": True})
    bad("keyUnsupported", "pbes2-costly-scrypt-odd.pem", "pbes2-costly-scrypt-zero.pem", passphrase=PASS)
    bad("keyUnsupported", "openssh-cipher.key", "openssh-kdf.key", passphrase=PASS)
    bad("keyUnsupported", "ppk3-costly-memory.ppk", passphrase=PASS)
    bad("keyUnsupported", "multiprime.pem", "multiprime-pkcs1.pem", "sshcom.key", "sshcom-encrypted.key", "ssh1.key")
    bad("keyUnsupported", "multiprime-pbes2.pem", "ppk3-cipher.ppk", passphrase=PASS)
    bad("keyUnsupported", "ppk1.ppk", "ppk4.ppk")
    bad("keyUnsupported", "legacy-seed-one-line.pem", "legacy-seed-joined.pem", passphrase=PASS)

    # Damaged.
    bad("keyDamaged", "damaged-cut.pem", "damaged-cut.der", "damaged-cut.key", "damaged-cut.ppk", "damaged-lines-missing.pem")
    bad("keyDamaged", "damaged-no-body.pem", "damaged-character.pem", "damaged-flipped.pem")
    bad("keyDamaged", "damaged-two-keys.pem", "damaged-zeros.pem")
    bad("keyDamaged", "damaged-private-exponent.pem", "damaged-one-prime-twice.pem")
    bad("keyDamaged", "damaged-exponent-one.pem", "damaged-pbes2-cut.der", "damaged-magic.key")
    bad("keyDamaged", "damaged-flipped.ppk", "damaged-name.ppk", "damaged-dotnet.xml")
    bad("keyDamaged", *(f"damaged-jwk-{what}.json" for what in ("exponent", "modulus", "prime-modulus", "even", "number")))
    bad("keyDamaged", "damaged-dek-iv.pem", "damaged-pbes2-flipped.der", "damaged-pbes2-vector.pem", passphrase=PASS)
    bad("keyDamaged", passphrase=PASS)
    bad("keyDamaged", "damaged-one-line.ppk", "damaged-joined.ppk", "damaged-type.ppk", "damaged-first-line.ppk", "damaged-type.key")
    bad("keyDamaged")
    bad("keyDamaged", "damaged-headers-only.pem", "damaged-algorithm.pem", "damaged-version.pem")
    bad("passphraseWrong", "damaged-pbes2-padding.der", "damaged-gcm-flipped.key", "damaged-encrypted-flipped.ppk", passphrase=PASS)


# --- decrypt.json -------------------------------------------------------------------------------------------------------------

DECRYPT = []


def decrypts(name, key, ciphertext, passphrase=None, origin=OPENSSL, **expect):
    entry = {"name": name, "key": key}
    if passphrase is not None:
        entry["passphrase"] = passphrase
    DECRYPT.append(entry | {"ciphertext": ciphertext, "source": origin, "expect": expect})


def encrypt(key, message, *options):
    path = HERE / f"{key}.pem"
    return run("openssl", "pkeyutl", "-encrypt", "-inkey", path, *options, input=message)


def encoded(key, message, *options):
    return base64.b64encode(encrypt(key, message, *options)).decode()


def list_ciphertexts():
    gophercloud = (
        "PP8EnwPO9DhEc8+O/6CKAkPF379mKsUsfFY6yyw0734XXvKsSdV9KbiHQ2hrBvzeZxtGMrlFaikVunCRizyLLWLMuOi4hoH+qy9F9sQid61gQIGkxwDA"
        "t85d/7Eau2/KzorFnZhgxArl7IiqJ67X6xjKkR3zur+Yp3V/mtVIehpPYIaAvPbcp2t4mQXl1I9J8yrQfEZOctLL1L4heDEVXnxvNihVLK6pivlVggp6"
        "SZCtjj9cduZGrYGsxsOCso1dqJQr7GCojfwvuLOoG0OYwEGuWVTZppxWxi/q1QgeHFhGKA5QUXlz7pS71oqpjYsTeViuHnfvlqb5TVYZpQ1haw=="
    )
    origin = "gophercloud/gophercloud openstack/compute/v2/servers/testing/results_test.go TestExtractPassword_decrypted_pwd"
    decrypts("published by gophercloud", "gophercloud.pem", gophercloud, origin=origin, password="ruZKK0tqxRfYm5t7lSJq")

    password = "kS3vB1nQ0xWzY7pLmR2a"
    for bits in (1024, 1030, 2048, 3072, 4096, 6120):
        decrypts(f"{bits} bits", f"rsa{bits}.pem", encoded(f"rsa{bits}", password.encode()), password=password)
    for key in ("exponent3", "exponent37", "exponent-large", "primes-long-short", "primes-short-long"):
        decrypts(key, f"{key}.pem", encoded(key, password.encode()), password=password)
    text = encoded("rsa2048", password.encode())
    raw = base64.b64decode(text)
    for file, passphrase in (
        ("pkcs1.pem", None),
        ("pkcs1.der", None),
        ("pkcs8.der", None),
        ("primes-exchanged.pem", None),
        ("pbes2-aes-256-cbc.pem", PASS),
        ("legacy-aes256.pem", PASS),
        ("openssh.key", None),
        ("openssh-aes256-ctr.key", PASS),
        ("ppk2-encrypted.ppk", PASS),
        ("ppk3.ppk", None),
        ("ppk3-argon2id.ppk", PASS),
    ):
        decrypts(f"key read from {file}", file, text, passphrase, password=password)

    def good(name, ciphertext, password=password, **options):
        decrypts(name, "rsa2048.pem", ciphertext, password=password, **options)

    def bad(name, ciphertext, error, **more):
        decrypts(name, "rsa2048.pem", ciphertext, error=error, **more)

    wrapped = "\n".join(text[start : start + 64] for start in range(0, len(text), 64))
    good("lines of 64", wrapped + "\n")
    good("lines with CRLF", wrapped.replace("\n", "\r\n"))
    good("indented lines", "    " + wrapped.replace("\n", "\n\t"))
    good("in double quotes", f'"{text}"')
    good("in single quotes", f"'{text}'")
    good("without =", text.rstrip("="))
    good("no-break space and zero-width space", f"\u00a0{text}\u200b")
    for name, message in (
        ("one character", "x"),
        ("umlauts", "pässwörd"),
        ("beyond the BMP", "🔑Ω漢字"),
        ("blanks", " a b "),
        ("quotes and backslash", "\"'\\<&>"),
        ("longest message", "0123456789" * 24 + "abcde"),
    ):
        good(name, encoded("rsa2048", message.encode()), message)
    # One line end or zero byte behind it is no part of it.
    for kind, end in (("lf", "\n"), ("crlf", "\r\n"), ("nul", "\0")):
        for text_before in ("Zq7#Kd0mLp2v", "pässwörd ", "x"):
            name = f"{kind} behind {len(text_before)} characters"
            good(name, encoded("rsa2048", (text_before + end).encode()), text_before, trimmed=kind)
        for what, message in (
            ("alone", end),
            ("twice", f"password{end}{end}"),
            ("before", f"{end}password"),
            ("within", f"pass{end}word"),
        ):
            bad(f"{kind} {what}", encoded("rsa2048", message.encode()), "passwordNotText", bytes=message.encode().hex())
    for name, message in (
        ("carriage return at the end", b"password\r"),
        ("line feed and zero byte", b"password\n\0"),
        ("zero byte and line feed", b"password\0\n"),
    ):
        bad(name, encoded("rsa2048", message), "passwordNotText", bytes=message.hex())
    for name, message in (
        ("empty message", b""),
        ("zero byte", b"pass\0word"),
        ("delete", b"password\x7f"),
        ("C1 control character", "pass\u0085word".encode()),
        ("random bytes", bytes.fromhex("9f8e7d6c5b4a39281706f5e4d3c2b1a0")),
    ):
        bad(name, encoded("rsa2048", message), "passwordNotText", bytes=message.hex())

    # Text in another encoding.
    for text_in, ends in (("Zq7#Kd0mLp2v", ("", "\n", "\r\n", "\0")), ("P\u00e4ssw\u00f6rt1", ("", "\r\n")), ("\u043f\u0430\u0440\u043e\u043b\u044c-1", ("",)), ("\u5bc6\u7801Abc-123", ("",))):
        for end in ends:
            told = {"trimmed": {"\n": "lf", "\r\n": "crlf", "\0": "nul"}[end]} if end else {}
            whole = text_in + end
            for encoding, message in (
                ("utf-16le", whole.encode("utf-16-le")),
                ("utf-16le", b"\xff\xfe" + whole.encode("utf-16-le")),
                ("utf-16be", whole.encode("utf-16-be")),
                ("utf-16be", b"\xfe\xff" + whole.encode("utf-16-be")),
            ):
                good(f"{encoding}: {message.hex()}", encoded("rsa2048", message), text_in, encoding=encoding, **told)
    good("UTF-16 with its mark, of any script", encoded("rsa2048", "\u5bc6\u7801".encode("utf-16")), "\u5bc6\u7801", encoding="utf-16le")
    for text_in in ("p\u00e4ssword", "P\u00e4ssw\u00f6rt1", "price 5\u20ac"):
        for end, told in (("", {}), ("\n", {"trimmed": "lf"}), ("\r\n", {"trimmed": "crlf"}), ("\0", {"trimmed": "nul"})):
            message = (text_in + end).encode("cp1252")
            good(f"windows-1252: {message.hex()}", encoded("rsa2048", message), text_in, encoding="windows-1252", **told)
    for name, message in (
        ("UTF-16, a script that needs its mark", "\u5bc6\u7801".encode("utf-16-le")),
        ("UTF-16, half a pair of surrogates", b"a\0b\0c\0\0\xd8"),
        ("UTF-16, a line feed within", "pass\nword".encode("utf-16-le")),
        ("UTF-16, the mark alone", b"\xff\xfe"),
        ("Windows-1252, a byte of no character", b"pass\x81word"),
        ("Windows-1252, more letters beyond ASCII than within", b"\xe9\xe8\xe7ab"),
        ("Windows-1252, too short to tell", b"p\xe4s"),
    ):
        bad(name, encoded("rsa2048", message), "passwordNotText", bytes=message.hex())

    # What a guest stored unencrypted.
    clear = "this is not an RSA ciphertext, but some other text"
    for text_in in ("Passw0rd!", "P\u00e4ssw\u00f6rd", "correct horse-battery staple", "x", "a" * 30 + "!" + "b" * 60):
        bad(f"in clear: {text_in}", text_in, "ciphertextNotBase64", message=clear)
    short = "this is not an RSA ciphertext: it is too short for one"
    for text_in in ("Passw0rd", "correct horse battery seg", "abcdefghijklmnop"):
        bad(f"in clear: {text_in}", text_in, "notCiphertext", message=short)

    bad("encrypted for another key of the same length", encoded("other2048", password.encode()), "wrongKey")
    for position in (0, 128, 255):
        bad(f"byte {position} flipped", base64.b64encode(flipped(raw, position)).decode(), "wrongKey")
    n = int.from_bytes(children(run("openssl", "rsa", "-traditional", "-in", HERE / "rsa2048.pem", "-outform", "DER"))[1][1], "big")
    for name, number in (("zero", 0), ("one", 1), ("modulus - 1", n - 1), ("modulus", n), ("largest", 2**2048 - 1)):
        bad(f"ciphertext is {name}", base64.b64encode(number.to_bytes(256, "big")).decode(), "wrongKey")
    oaep = encoded("rsa2048", password.encode(), "-pkeyopt", "rsa_padding_mode:oaep")
    bad("padded with OAEP", oaep, "wrongKey")
    for name, block in (
        ("wrong first byte", b"\1\2" + b"\xaa" * 200 + b"\0" + b"password"),
        ("block type 1", b"\0\1" + b"\xff" * 200 + b"\0" + b"password"),
        ("block type 0", b"\0\0" + b"\xaa" * 200 + b"\0" + b"password"),
        ("padding of 7 bytes", b"\0\2" + b"\xaa" * 7 + b"\0" + b"x" * 246),
        ("no padding", b"\0\2\0" + b"x" * 253),
        ("no separator", b"\0\2" + b"\xaa" * 254),
    ):
        block = block + b"x" * (256 - len(block))
        bad(name, encoded("rsa2048", block, "-pkeyopt", "rsa_padding_mode:none"), "wrongKey")
    block = b"\0\2" + b"\xaa" * 8 + b"\0" + b"x" * 245
    good("padding of 8 bytes", encoded("rsa2048", block, "-pkeyopt", "rsa_padding_mode:none"), "x" * 245)
    block = b"\0\2" + b"\xaa" * 253 + b"\0"
    bad("separator is the last byte", encoded("rsa2048", block, "-pkeyopt", "rsa_padding_mode:none"), "passwordNotText", bytes="")

    bad("empty", "", "ciphertextEmpty")
    bad("blank", " \r\n\t", "ciphertextEmpty")
    bad("empty quotes", '""', "ciphertextEmpty")
    sample = "UHC9+YW1xDC1Yu8Mg9n+tnOp7euEO/cW//9KgdJKWhr5w=="
    bad("sample in the cloud's documentation", sample, "ciphertextNotBase64")
    bad("masked sample in the cloud's documentation", "UHC9********r5w==", "ciphertextNotBase64")
    good("URL-safe alphabet", text.translate(str.maketrans("+/", "-_")))
    good("whole answer", json.dumps({"password": text}))
    good("answer of AWS", json.dumps({"InstanceId": "i-1", "PasswordData": f"\r\n{text}\r\n"}))
    good("a string with escapes", json.dumps(f"\r\n{text}\r\n"))
    good("bytes of Python", f"b'{text}'")
    good("row of a table", f"| password | {text} |")
    good("percent-encoding", urllib.parse.quote(text, safe=""))
    good("a form decoded twice", text.replace("+", " "))
    good("hexadecimal digits", raw.hex())
    good("hexadecimal digits with colons", raw.hex(":").upper())
    good("Base64 of Base64", base64.b64encode(text.encode()).decode())
    good("HTML", "<td>" + text.replace("+", "&#43;").replace("/", "&#x2F;") + "</td>")
    good("a literal over several lines", '"' + '" +\n  "'.join(textwrap.wrap(text, 64)) + '"')
    good("with line numbers", "".join(f"{number + 1:6}\t{line}\n" for number, line in enumerate(textwrap.wrap(text, 64))))
    good("in a sentence", f"The password is {text}.")
    good("in a question", f"Is it {text}?")
    good("beside a token", f"curl -H 'X-Auth-Token: {'MIIEkqZ3vX' * 40}' https://ecs.example/\n" + json.dumps({"password": text}))
    good("twice the same", json.dumps([{"password": text}, {"password": text}]))
    good("Base64 of the whole answer", base64.b64encode(json.dumps({"password": text}).encode()).decode())
    good("URL-safe alphabet in an answer", json.dumps({"password": text.translate(str.maketrans("+/", "-_"))}))
    good("lines with escapes twice", "\\\\n".join(textwrap.wrap(text, 76)))
    good("as wide as a screen", "\n".join(textwrap.wrap("password: " + text, 80)))
    good("hexadecimal digits with 0x", "0x" + raw.hex())
    good("colours of a terminal", f"\x1b[32m{text}\x1b[0m")
    good("the values that Nova stores", json.dumps({f"password_{at}": text[at * 255 : at * 255 + 255] for at in range(4)}))
    good("a byte order mark before the password", encoded("rsa2048", b"\xef\xbb\xbf" + password.encode()))
    both = f"password: {text} password: {encoded('rsa2048', b'another')}"
    bad("two ciphertexts, both named", both, "ciphertextNotBase64")
    good("curly quotes", f"\u201c{text}\u201d")
    good("a field of a form", "password=" + urllib.parse.quote(text, safe="/") + "&x=1")
    good("a parameter of an address", "https://a.example/p?password=" + text.replace("+", "%2B") + "&id=7")
    good("an ellipsis behind all of it", text + "...")
    cut = "the ciphertext has {} of 256 bytes: it was cut off"
    either = "the ciphertext has {} bytes, and one for this key has 256: it was cut off, or made for another key"
    bad("one character missing", text[1:], "ciphertextCutOff", message=cut.format(255))
    good("too much padding", text + "==")
    bad("not ASCII", "ü" + text[1:], "ciphertextNotBase64")
    longer = encoded("rsa4096", password.encode())
    shorter = encoded("rsa1024", password.encode())
    other = "the ciphertext has {} bytes, as one for a {}-bit key has; this key has 2048 bits"
    bad("for a 4096-bit key", longer, "ciphertextLength", message=other.format(512, 4096), keyBits=4096)
    bad("for a 1024-bit key", shorter, "ciphertextLength", message=other.format(128, 1024), keyBits=1024)
    bad("for a 1024-bit key, or cut off", shorter.rstrip("="), "ciphertextLength", message=either.format(128))
    bad("for a 3072-bit key, or a longer one cut off", longer[:512], "ciphertextLength", message=other.format(384, 3072))
    after = "the ciphertext was cut off after 384 bytes, and one for this key has 256"
    bad("a longer one cut off", longer[:513], "ciphertextCutOff", message=after)
    bad("40 bytes", base64.b64encode(raw[:40]).decode(), "notCiphertext", message=short)
    bad("cut off", text[:300], "ciphertextCutOff", message=cut.format(225))
    for length in (256, 320):
        bad(f"cut off after {length} characters, or for another key", text[:length], "ciphertextLength", message=either.format(length * 3 // 4))
    for length in (301, 302, 303, 341):
        bad(f"cut off after {length} characters", text[:length], "ciphertextCutOff", message=cut.format(length * 3 // 4))
    bad("cut off with three dots", text[:256] + "...", "ciphertextCutOff", message=cut.format(192))
    bad("cut off with an ellipsis", text[:300] + "\u2026", "ciphertextCutOff", message=cut.format(225))
    quoted = json.dumps({"password": text[:256] + "\u2026"}, ensure_ascii=False)
    bad("an answer cut off with an ellipsis", quoted, "ciphertextCutOff", message=cut.format(192))
    bad("hexadecimal digits cut off", raw.hex()[:401], "ciphertextCutOff", message=cut.format(200))
    unusual = "the ciphertext has 257 bytes, which no usual key makes; for this key it has 256"
    bad("one byte more", base64.b64encode(raw + b"\0").decode(), "ciphertextLength", message=unusual)
    bad("for an 8192-bit key", encoded("rsa8192", password.encode()), "ciphertextLength")


def write(name, entries):
    names = [entry["name"] for entry in entries]
    assert len(names) == len(set(names)), [name for name in names if names.count(name) > 1]
    lines = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in entries)
    (HERE.parent / name).write_text(f"[\n{lines}\n]\n")
    print(f"{name}: {len(entries)}")


made = {path.name for path in HERE.iterdir()}
craft()
craft_numbers()
CRAFTED = {path.name for path in HERE.iterdir()} - made
BASES = [f"rsa{bits}" for bits in (1024, 1030, 2048, 3072, 4096, 6120)]
FACTS = {key: facts(key) for key in (*BASES, "other2048", "exponent3", "exponent37", "exponent-large", "gophercloud", "primes-long-short")}
list_keys()
list_ciphertexts()
write("keys.json", KEYS)
write("decrypt.json", DECRYPT)
listed = {entry.get("file") for entry in KEYS}
left = [path.name for path in HERE.iterdir() if path.name not in listed | {"make.sh", "index.py", "README.md", ".gitattributes"}]
assert not left, left
