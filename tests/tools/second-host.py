# SPDX-License-Identifier: GPL-2.0-or-later
"""A second host: AACS drive authentication and bus encryption through SG_IO.

It follows the documents (MMC-6 and the book "AACS Introduction and Common
Cryptographic Elements") and shares no code and no library with the rest of the
project, so that it finds mistakes that the virtual drive and libaacsauth have in
common. Of two libraries, one has AES, the other takes any curve.
"""
import ctypes
import fcntl
import hashlib
import os
import secrets
import struct
import sys

import ecdsa
from cryptography.hazmat.backends import default_backend
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

CERT, KEY, PACK, SECTOR = 92, 16, 32768, 2048
BNG, RDC = 0x01, 0x10           # flags of the feature
BEC = 0x01                      # in byte 1 of a certificate
REPORT_KEY, SEND_KEY, READ_STRUCTURE = 0xA4, 0xA3, 0xAD
IV = bytes.fromhex("0BA0F8DDFEA61FB3D8DF9F566A050F78")  # for sectors on the bus

# Sense key/ASC/ASCQ
NOT_PRESENT, NOT_ESTABLISHED, INVALID_FIELD, WRITE_PROTECTED = (
    "5/6F/01", "5/6F/02", "5/24/00", "7/27/00")
REFUSALS = {
    NOT_PRESENT: "the disc has none",
    NOT_ESTABLISHED: "one transfer for each authentication",
    INVALID_FIELD: "the drive has none",
    WRITE_PROTECTED: "the disc is write-protected",
}

default_backend()       # loads its libraries now instead of later


class Failure(Exception):
    """An error in an answer"""


def number(data):
    return int.from_bytes(data, "big")


# The curve of AACS
P = 0x9DC9D81355ECCEB560BDB09EF9EAE7C479A7D7DF
B = 0x402DAD3EC1CBCD165248D68E1245E0C4DAACB1D8
N = 0x9DC9D81355ECCEB560BDC44F54817B2C7F5AB017
GENERATOR = ecdsa.ellipticcurve.PointJacobi(
    ecdsa.ellipticcurve.CurveFp(P, -3, B, 1), 0x2E64FC22578351E6F4CCA7EB81D0A4BDC54CCEC6,
    0x0914A25DD05442889DB455C7F23C9A0707F5CBB9, 1, N, generator=True)
CURVE = ecdsa.curves.Curve("AACS", GENERATOR.curve(), GENERATOR, None)


def verify(public, text, signature):
    key = ecdsa.VerifyingKey.from_string(public, CURVE, hashlib.sha1)
    try:
        return key.verify(signature, text)
    except ecdsa.BadSignatureError:
        return False


def verify_list(block, at, length, authority):
    """Return the number of entries of the revocation list at this offset.

    A list has the number of all entries, then blocks of: the number of entries,
    these, and a signature over the type and version record and the list so far.
    """
    name = {0x20: "drive", 0x21: "host"}[block[at]]
    record = block[at:at + length]
    seen, end = 0, 8
    while end < length:
        count = number(record[end:end + 4])
        end += 4 + 8 * count
        if end + 40 > length:
            raise Failure("a revocation list is too short")
        if not verify(authority, block[:12] + record[:end], record[end:end + 40]):
            raise Failure(f"the signature of the {name} list is wrong")
        end += 40
        seen += count
    if seen != number(record[4:8]):
        raise Failure("a revocation list has another number of entries")
    return seen


def verify_block(block, authority):
    """A record is a type (1 byte), its length with these 4 bytes, and contents."""
    lists, at = {}, 0
    while True:
        if at + 4 > len(block):
            raise Failure("there is no end record")
        kind, length = block[at], number(block[at + 1:at + 4])
        if length < 4 or at + length > len(block):
            raise Failure("a record has a wrong length")
        if (at == 0) != (kind == 0x10 and length == 12):
            raise Failure("the type and version record is not the first record")
        if kind == 0x02:
            break
        if kind in (0x20, 0x21):
            lists[kind] = verify_list(block, at, length, authority)
        at += length
    if len(lists) != 2:
        raise Failure("a revocation list is missing")
    if length != 44 or not verify(authority, block[:at], block[at + 4:at + 44]):
        raise Failure("the signature of the end record is wrong")
    if any(block[at + length:]):
        raise Failure("the end record is not followed by zeros")
    return (f"type {number(block[4:8]):08X}h, version {number(block[8:12])}, "
            f"{lists[0x21]} hosts and {lists[0x20]} drives revoked")


class Host:
    """A host and its drive. Lengths are bytes. `allowed` is the sense of a correct
    refusal: the command prints it and returns None."""

    def __init__(self):
        self.check, self.agid, self.media = "start", None, 0
        self.drive = None       # its certificate
        self.no_bus_encryption = INVALID_FIELD  # how the drive refuses its formats
        self.extents = []       # (LBA, blocks), encrypted on the bus

    def open(self, path, pki):
        """Open for reading only: root may write through SG_IO anyway."""
        self.fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self.certificate, self.key, self.authority = (
            bytes.fromhex(open(f"{pki}/{name}", encoding="utf-8").read())
            for name in ("host.crt", "host.key", "authority.pub"))

    def command(self, cdb, length=0, data=None, allowed=None):
        """Send `data` or receive up to `length` bytes, and return the moved data."""
        length = len(data) if data else length
        buffers = [ctypes.create_string_buffer(*init) for init in (
            (data or b"", length or 1), (cdb, len(cdb)), (64,))]
        io = bytearray(struct.pack(     # struct sg_io_hdr of <scsi/sg.h>
            "iiBBHI3PIIiPI2HiII4x", ord("S"), -2 if data else -3 if length else -1,
            len(cdb), 64, 0, length, *map(ctypes.addressof, buffers), 30000, *[0] * 9))
        fcntl.ioctl(self.fd, 0x2285, io)        # SG_IO
        residue, _, info = struct.unpack("iII", io[72:84])
        if not info & 1:
            return buffers[0].raw[:length - residue]
        sense = buffers[2].raw
        code = f"{sense[2] & 0x0F:X}/{sense[12]:02X}/{sense[13]:02X}"
        if code != allowed:
            key_format = (cdb[7] if cdb[0] == READ_STRUCTURE else
                          cdb[10] & 0x3F if len(cdb) == 12 else 0)
            raise Failure(f"opcode {cdb[0]:02X}h, format {key_format:02X}h: {code}")
        print(f"{self.check}: {REFUSALS[code]}")
        return None

    def key_cdb(self, opcode, key_format, length, lba=0, blocks=0):
        agid = (self.agid or 0) << 6
        byte_1, byte_7, byte_10 = (self.media, key_format, agid) if (
            opcode == READ_STRUCTURE) else (0, 0x02, agid | key_format)
        return struct.pack(">BBIBBHBx", opcode, byte_1, lba, blocks, byte_7, length, byte_10)

    def ask(self, opcode, key_format, length, allowed=None, lba=0, blocks=0):
        data = self.command(self.key_cdb(opcode, key_format, length, lba, blocks),
                            length, allowed=allowed)
        if data and (number(data[:2]) + 2 != len(data) or
                     key_format not in (0x83, 0x85) and len(data) != length):
            raise Failure(f"opcode {opcode:02X}h, format {key_format:02X}h: {len(data)} "
                          f"bytes came, the length field is {data[:2].hex().upper()}h")
        return data

    def send_key(self, key_format, data):
        data = struct.pack(">Hxx", len(data) + 2) + data
        self.command(self.key_cdb(SEND_KEY, key_format, len(data)), data=data)

    def invalidate_agid(self):
        if self.agid is not None:
            cdb, self.agid = self.key_cdb(REPORT_KEY, 0x3F, 0), None
            self.command(cdb)

    def transfer(self, lba, count, data=None):
        """Write `data`, or return the data that was read."""
        cdb = struct.pack(">BxIxHx", 0x2A if data else 0x28, lba, count)
        moved = self.command(cdb, count * SECTOR, data)
        if len(moved) != count * SECTOR:
            raise Failure(f"{len(moved)} bytes of {count} sectors were moved")
        return moved

    def read_feature(self):
        """Return the AACS version, 0 without the feature."""
        data = self.command(bytes([0x46, 2, 0x01, 0x0D, 0, 0, 0, 0, 16, 0]), 16)
        if len(data) < 8 or number(data[:4]) + 4 != len(data):
            raise Failure(f"{len(data)} bytes came, another number than they say")
        self.media = int(data[6:8].hex()[2] == "4")     # profiles 0040h to 004Fh: BD
        if len(data) == 8:
            return 0
        if len(data) != 16 or data[8:10] != b"\x01\x0D" or data[11] != 4:
            raise Failure("the descriptor is malformed")
        self.aacs_disc = data[10] & 1
        self.none = None if self.aacs_disc else NOT_PRESENT     # if it needs an AACS disc
        self.flags, self.nonce_blocks = data[12], data[13]
        return data[15]

    def check_certificate(self, cert):
        if cert[0] != 0x01 or number(cert[2:4]) != CERT:
            raise Failure("this is no drive certificate")
        if not verify(self.authority, cert[:52], cert[52:]):
            raise Failure("the signature of the drive certificate is wrong")
        if self.drive not in (None, cert):
            raise Failure("the drive certificate is not that of the checks before")
        self.drive = cert
        self.no_bus_encryption = self.none if cert[1] & BEC else INVALID_FIELD

    def check_mac(self, text, mac):
        own = CMAC(algorithms.AES(self.bus_key))
        own.update(text)
        if own.finalize() != mac:
            raise Failure("the MAC is wrong")

    def authenticate(self):
        """Make a bus key. Return false if the drive reports that it has no AACS disc."""
        if not (grant := self.ask(REPORT_KEY, 0x00, 8, self.none)):
            return False
        self.agid = grant[7] >> 6
        nonce = secrets.token_bytes(20)
        self.send_key(0x01, nonce + self.certificate)
        answer = self.ask(REPORT_KEY, 0x01, 4 + 20 + CERT)[4:]
        drive_nonce = answer[:20]
        self.check_certificate(answer[20:])
        answer = self.ask(REPORT_KEY, 0x02, 4 + 80)[4:]
        if not verify(self.drive[12:52], nonce + answer[:40], answer[40:]):
            raise Failure("the signature of the drive key is wrong")

        private = ecdsa.SigningKey.generate(CURVE)
        point = private.verifying_key.to_string()
        host_key = ecdsa.SigningKey.from_string(self.key[:20], CURVE, hashlib.sha1)
        self.send_key(0x02, point + host_key.sign(drive_nonce + point))
        agreement = ecdsa.ECDH(CURVE, private)
        agreement.load_received_public_key_bytes(answer[:40])
        self.bus_key = agreement.generate_sharedsecret_bytes()[-KEY:]
        return True

    def read_data_keys(self, key_format=0x84):
        data = self.authenticate() and self.ask(READ_STRUCTURE, key_format, 36,
                                                self.no_bus_encryption)
        if data:
            cipher = Cipher(algorithms.AES(self.bus_key), modes.ECB())
            keys = cipher.decryptor().update(data[4:])
            self.data_keys = keys[:KEY], keys[KEY:]     # of reading, of writing
        return data and "the drive has two"

    def read_extents(self, key_format=0x85):
        data = self.ask(READ_STRUCTURE, key_format, 4 + 8 * 1024, self.no_bus_encryption)
        if data and len(data) % 8 != 4:
            raise Failure(f"{len(data)} bytes are no whole extents")
        self.extents = list(struct.iter_unpack(">II", data[4:] if data else b""))
        return data and str(len(self.extents))

    def bus_encrypted(self, lba, blocks=1):
        return any(first < lba + blocks and lba < first + count
                   for first, count in self.extents)

    def convert(self, lba, data, writing):
        """Encrypt or decrypt the sectors that are encrypted on the bus."""
        for at in range(0, len(data), SECTOR):
            sector = data[at:at + SECTOR]
            if self.bus_encrypted(lba + at // SECTOR):
                cipher = Cipher(algorithms.AES(self.data_keys[writing]), modes.CBC(IV))
                convert = (cipher.encryptor() if writing else cipher.decryptor()).update
                sector = sector[:16] + convert(sector[16:])
            yield sector

    def move(self, operation, lba, blocks, path=None):
        """Read to standard output, or write the file."""
        self.check, lba, end = operation, int(lba), int(lba) + int(blocks)
        # The certificate decides, not the feature.
        if (self.read_feature() and self.aacs_disc and self.authenticate() and
                self.drive[1] & BEC):
            self.invalidate_agid()
            self.read_data_keys()
            self.read_extents()
        self.invalidate_agid()
        source = open(path, "rb") if path else None
        for at in range(lba, end, 16):
            count = min(16, end - at)
            data = source.read(count * SECTOR) if source else self.transfer(at, count)
            data = b"".join(self.convert(at, data, bool(source)))
            if source:
                self.transfer(at, count, data)
            else:
                sys.stdout.buffer.write(data)

    # Each check returns the text to print.
    def verify_feature(self, _format):
        if not (version := self.read_feature()):
            raise Failure("the drive has none")
        return (f"version {version}, flags {self.flags:02X}h, "
                f"AACS disc: {'yes' if self.aacs_disc else 'no'}")

    def verify_certificate(self, key_format):
        if self.flags & RDC:
            self.check_certificate(self.ask(REPORT_KEY, key_format, 4 + CERT)[4:])
        return self.flags & RDC and "the signature is right"

    def verify_value(self, key_format):
        if not (data := self.authenticate() and
                self.ask(READ_STRUCTURE, key_format, 36, NOT_PRESENT)):
            return None
        self.check_mac(data[4:20], data[20:])
        if self.ask(READ_STRUCTURE, key_format, 36, NOT_ESTABLISHED):
            raise Failure("a second transfer without another authentication")
        return "the MAC is right"

    def verify_media_key_block(self, key_format):
        block, pack, packs = b"", 0, 1
        while pack < packs:
            data = self.ask(READ_STRUCTURE, key_format, 4 + PACK, self.none, lba=pack)
            if not data:
                return None
            packs, pack = data[3], pack + 1
            if len(data) != 4 + PACK and pack < packs:
                raise Failure(f"pack {pack - 1} of {packs} is short")
            block += data[4:]
        return f"{packs} packs, {verify_block(block, self.authority)}"

    def verify_nonce(self, _format):
        """A nonce for the last extent of the disc that is not encrypted on the bus."""
        blocks = self.nonce_blocks or 1
        lba = number(self.command(b"\x25" + bytes(9), 8)[:4]) + 1 - blocks
        while self.bus_encrypted(lba, blocks):
            lba -= 1
        sectors = self.transfer(lba, blocks)
        allowed = WRITE_PROTECTED if self.flags & BNG else INVALID_FIELD
        if not (new := self.authenticate() and
                self.ask(REPORT_KEY, 0x20, 36, allowed, lba, blocks)):
            return None
        self.check_mac(new[4:20] + lba.to_bytes(4, "big"), new[20:])
        self.invalidate_agid()

        # The medium stores the nonce when the host writes the extent.
        self.transfer(lba, blocks, sectors)
        self.authenticate()
        kept = self.ask(REPORT_KEY, 0x21, 36, None, lba, blocks)
        if kept[4:20] != new[4:20]:
            raise Failure("format 21h returns another nonce than 20h")
        self.check_mac(kept[4:20] + lba.to_bytes(4, "big"), kept[20:])
        return "the MACs of 20h and 21h are right"

    CHECKS = (
        ("feature 010Dh", verify_feature, 0),
        ("38h drive certificate", verify_certificate, 0x38),
        ("80h volume identifier", verify_value, 0x80),
        ("81h serial number", verify_value, 0x81),
        ("82h media identifier", verify_value, 0x82),
        ("83h media key block", verify_media_key_block, 0x83),
        ("84h data keys", read_data_keys, 0x84),
        ("85h extents", read_extents, 0x85),
        ("binding nonce", verify_nonce, 0),
    )

    def verify(self):
        for self.check, run, key_format in self.CHECKS:
            if line := run(self, key_format):
                print(f"{self.check}: {line}")
            self.invalidate_agid()


def serve():
    """Run with each line "FILE ARGUMENT...", the output in FILE; print the exit codes.
    Python is slow to start in User Mode Linux."""
    for line in sys.stdin:
        output, *arguments = line.split()
        child = os.fork()
        if not child:
            os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
            os.dup2(1, 2)
            sys.exit(main(arguments))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def main(args):
    pki = os.environ.get("AACS_PKI_DIR", "/etc/aacs-vdrive")
    if args[:1] == ["--pki"] and len(args) > 1:
        pki, args = args[1], args[2:]
    if (len(args), *args[1:2]) not in ((2, "verify"), (4, "read"), (5, "write")):
        print("usage: second-host.py [--pki DIR] /dev/srN "
              "verify | read LBA BLOCKS | write LBA BLOCKS FILE", file=sys.stderr)
        return 2
    host = Host()
    try:
        host.open(args[0], pki)
        if args[1] == "verify":
            host.verify()
        else:
            host.move(*args[1:])
        sys.stdout.flush()
    except (Failure, OSError, ValueError) as failure:
        host.invalidate_agid()
        sys.exit(f"second-host: {host.check}: {failure}")


if __name__ == "__main__":
    sys.exit(serve() if sys.argv[1:] == ["serve"] else main(sys.argv[1:]))
