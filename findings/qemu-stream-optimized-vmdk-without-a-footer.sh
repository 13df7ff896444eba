#!/usr/bin/env bash
# A stream-optimized VMDK of qemu-img is written in place: its header knows where the grain directory lies.
#
# The format's specification (VMware Virtual Disk Format 1.1) lets a writer that cannot go back leave -1 in the header's
# gdOffset and repeat the header as a footer, a kilobyte before the end of the file. A reader made with files of qemu-img
# alone never meets that: here gdOffset is a sector near the start, and the kilobyte before the end is no header. Who reads
# both kinds has to decide by gdOffset, and tests want a file with a footer, which qemu-img does not make.
#
# Seen with qemu-img 7.2.22 of Debian 12: "gdOffset 26, and 00000000 where a footer would begin with 4b444d56".
# Needs what Debian's qemu-utils brings; no root. Ends with 1 when that is so no more.
set -euo pipefail

packages=(qemu-utils=1:7.2+dfsg-7+deb12u18+b3)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Older ones are not kept by every mirror: what is installed will do, if its upstream version is the same.
if apt-get download "${packages[@]}" >/dev/null 2>&1; then
  for package in *.deb; do dpkg-deb -x "$package" root; done
  PATH=$folder/root/usr/bin:$PATH
fi
version=$(qemu-img --version | head -1)
echo "$version"
case $version in *' 7.2.'*) ;; *) echo 'another version than this was seen with' >&2; exit 1 ;; esac

head -c 3000000 /dev/urandom > plain
truncate -s 4M plain
qemu-img convert -f raw -O vmdk -o subformat=streamOptimized plain disk.vmdk

number() { od -A n -t d8 -j "$1" -N 8 disk.vmdk | tr -d ' '; }
offset=$(number 56)
footer=$(tail -c 1024 disk.vmdk | head -c 4 | od -A n -t x1 | tr -d ' ')
echo "gdOffset $offset, and $footer where a footer would begin with 4b444d56"
test "$offset" -gt 0
test "$footer" != 4b444d56
