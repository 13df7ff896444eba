#!/usr/bin/env bash
# `umoci insert` writes a layer whose tar stops with the last byte of the last file.
#
# POSIX ends an archive with two blocks of zeroes, and fills the data of each file up to 512 bytes; layers of other tools
# have both. What `umoci insert` writes of a folder whose last file is no multiple of 512 bytes has neither: GNU tar calls
# it cut off ("Unexpected EOF in archive", status 2), though it is whole, and `umoci unpack` takes it. A reader that treats
# a missing filling as damage refuses images that everybody else runs. `umoci raw add-layer` adds an archive as it came.
#
# Seen with umoci 0.4.7 (0.4.7+ds-3+b7) and GNU tar 1.34 of Debian 12: "1026 bytes, a rest of 2 over blocks of 512; tar: status 2".
# Needs Debian's tar and gzip; no root. Ends with 1 when that is so no more.
set -euo pipefail

packages=(umoci=0.4.7+ds-3+b7)
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
# Older ones are not kept by every mirror: what is installed will do, if its upstream version is the same.
if apt-get download "${packages[@]}" >/dev/null 2>&1; then
  for package in *.deb; do dpkg-deb -x "$package" root; done
  PATH=$folder/root/usr/bin:$PATH
fi
version=$(umoci --version)
echo "$version"
case $version in *'0.4.7'*) ;; *) echo 'another version than this was seen with' >&2; exit 1 ;; esac

mkdir content
printf 'a\n' > content/file
umoci init --layout image
umoci new --image image:one
umoci insert --rootless --image image:one content /content

layer=$(find image/blobs/sha256 -type f -exec sh -c 'gzip -t "$1" 2>/dev/null' _ {} \; -print)
gzip -dc "$layer" > layer.tar
bytes=$(wc -c < layer.tar)
status=0
tar -tf layer.tar > listed 2> said || status=$?
cat listed said
echo "$bytes bytes, a rest of $((bytes % 512)) over blocks of 512; tar: status $status"
test $((bytes % 512)) -eq 2
test "$status" -eq 2
grep -q 'Unexpected EOF' said

umoci unpack --rootless --image image:one bundle
test "$(cat bundle/rootfs/content/file)" = a
echo 'umoci unpack takes it'
