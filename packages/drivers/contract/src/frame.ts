/** A frame that a guest tries to send, for tests of port filters. What is left out is as the guest's plan says. */
export type Frame = {
  /** Source in the Ethernet header. */
  readonly sourceMac?: string;
  /** Destination in the Ethernet header; everybody unless given. */
  readonly to?: string;
  /** 802.1Q or 802.1ad tag in front of the type. */
  readonly tag?: { readonly type: 0x8100 | 0x88a8; readonly id: number };
} & (
  | {
      readonly kind: 'udp';
      readonly sourceAddress?: string;
      readonly targetAddress: string;
      readonly sourcePort: number;
      readonly targetPort: number;
      /** Hardware address of the client, where it is a DHCP message. */
      readonly client?: string;
    }
  | {
      readonly kind: 'arp';
      readonly operation: 'request' | 'reply';
      readonly senderMac?: string;
      readonly senderAddress?: string;
      readonly targetAddress: string;
    }
  | { readonly kind: 'other'; readonly etherType: number }
);
