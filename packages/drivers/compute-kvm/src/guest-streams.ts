import type { Duplex } from 'node:stream';
import { guestFiles } from './guest-files.ts';
import { guestBusy, guestNotRunning } from './refusals.ts';
import { connectGuest } from './guest-socket.ts';

/**
 * Serial sockets in use, by path. QEMU serves one client and lets a second wait for ever without a word, so we keep
 * count. Only the agent connects, and its connections end with it: a count in memory is right.
 */
const inUse = new Set<string>();

export async function openGuestConsole(instanceId: number, directory: string | undefined): Promise<Duplex> {
  if (directory === undefined) throw guestNotRunning(instanceId);
  const { serialSocket } = guestFiles(directory);
  if (inUse.has(serialSocket)) {
    throw guestBusy(`The console of guest ${instanceId} is in use.`, 'Close the other console first.');
  }
  inUse.add(serialSocket);
  try {
    const socket = await connectGuest(serialSocket);
    socket.once('close', () => inUse.delete(serialSocket));
    return socket;
  } catch (error) {
    inUse.delete(serialSocket);
    throw guestNotRunning(instanceId, error);
  }
}

export async function openGuestDisplay(instanceId: number, directory: string | undefined): Promise<Duplex> {
  if (directory === undefined) throw guestNotRunning(instanceId);
  try {
    return await connectGuest(guestFiles(directory).displaySocket);
  } catch (error) {
    throw guestNotRunning(instanceId, error);
  }
}
