import type { PortPlan } from '@skerry/driver-contract';
import type { Frame } from '@skerry/driver-contract/frame';

/** RFC 894, 826, 791, 768 and 2131: only as much as filters look at. `mark` is the last of the content. */
export function encodeFrame(from: PortPlan, frame: Frame, mark: string): Buffer {
  const header = [mac(frame.to ?? 'ff:ff:ff:ff:ff:ff'), mac(frame.sourceMac ?? from.mac)];
  const tag = frame.tag ? [number16(frame.tag.type), number16(frame.tag.id)] : [];
  return Buffer.concat([...header, ...tag, number16(typeOf(frame)), body(from, frame, Buffer.from(mark))]);
}

function typeOf(frame: Frame): number {
  if (frame.kind === 'other') return frame.etherType;
  return frame.kind === 'arp' ? 0x0806 : 0x0800;
}

function body(from: PortPlan, frame: Frame, mark: Buffer): Buffer {
  switch (frame.kind) {
    case 'other':
      return frame.etherType === 0x86dd ? packet6(mark) : Buffer.concat([Buffer.alloc(46), mark]);
    case 'arp':
      return Buffer.concat([
        Buffer.from([0, 1, 8, 0, 6, 4, 0, frame.operation === 'request' ? 1 : 2]),
        mac(frame.senderMac ?? from.mac),
        ip(frame.senderAddress ?? from.address),
        Buffer.alloc(6),
        ip(frame.targetAddress),
        Buffer.alloc(18),
        mark,
      ]);
    case 'udp':
      return packet(frame.sourceAddress ?? from.address, frame.targetAddress, datagram(frame, mark));
  }
}

function datagram(frame: Frame & { readonly kind: 'udp' }, mark: Buffer): Buffer {
  const payload = Buffer.alloc(frame.client === undefined ? 8 : 240);
  if (frame.client !== undefined) {
    payload.set([1, 1, 6, 0]);
    mac(frame.client).copy(payload, 28);
  }
  const ports = [number16(frame.sourcePort), number16(frame.targetPort)];
  return Buffer.concat([...ports, number16(8 + payload.length + mark.length), number16(0), payload, mark]);
}

function packet(source: string, target: string, content: Buffer): Buffer {
  const header = Buffer.from([0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, ...ip(source), ...ip(target)]);
  header.writeUInt16BE(header.length + content.length, 2);
  let sum = 0;
  for (let i = 0; i < header.length; i += 2) sum += header.readUInt16BE(i);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  header.writeUInt16BE(~sum & 0xffff, 10);
  return Buffer.concat([header, content]);
}

/** To all nodes, without an upper header (RFC 8200). The bridge itself drops what is no IPv6 packet. */
function packet6(content: Buffer): Buffer {
  const header = Buffer.alloc(40);
  header.set([0x60, 0, 0, 0, 0, content.length, 59, 64, 0xfe, 0x80]);
  header.set([0xff, 0x02], 24);
  header.writeUInt8(1, 23);
  header.writeUInt8(1, 39);
  return Buffer.concat([header, content]);
}

const mac = (text: string): Buffer => Buffer.from(text.replaceAll(':', ''), 'hex');
const ip = (text: string): Buffer => Buffer.from(text.split('.').map(Number));
function number16(n: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(n);
  return bytes;
}
