import { linkError } from '../errors.ts';
import type { Session } from './session.ts';

export function waitForState(session: Session, state: 'connected' | 'cut', deadlineMs: number): Promise<void> {
  if (session.state === state) return Promise.resolve();
  if (session.closed) return Promise.reject(linkError('link-closed'));
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => () => {
      clearTimeout(timer);
      for (const off of offs) off();
      settle();
    };
    const timer = setTimeout(
      end(() => reject(linkError('link-deadline', `The link is still ${session.state}.`))),
      deadlineMs,
    );
    const offs = [
      session.on(state, end(resolve)),
      session.on(
        'closed',
        end(() => reject(linkError('link-closed'))),
      ),
    ];
  });
}
