import type { PortPin } from '@skerry/driver-contract';
import type { Frame } from '@skerry/driver-contract/frame';

/** What a port may send, as the contract says it; the real drivers say it in the language of their kernel. */
export function passesAs(pin: PortPin | undefined, frame: Frame): boolean {
  if (!pin || frame.tag !== undefined || (frame.sourceMac ?? pin.mac) !== pin.mac) return false;
  switch (frame.kind) {
    case 'other':
      return false;
    case 'arp':
      if ((frame.senderMac ?? pin.mac) !== pin.mac) return false;
      if (frame.senderAddress === '0.0.0.0') {
        return frame.operation === 'request' && frame.targetAddress === pin.address;
      }
      return (frame.senderAddress ?? pin.address) === pin.address;
    case 'udp': {
      const request = frame.targetPort === 67 && frame.client === pin.mac;
      if (frame.sourceAddress === '0.0.0.0') {
        return request && frame.sourcePort === 68 && frame.targetAddress === '255.255.255.255';
      }
      if ((frame.sourceAddress ?? pin.address) !== pin.address || frame.sourcePort === 67) return false;
      return frame.targetPort !== 67 || request;
    }
  }
}
