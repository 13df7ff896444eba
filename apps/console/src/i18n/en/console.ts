/** Texts of consoles: displays, serial ports and shells. */
export const console = {
  which: 'Which console',
  of: 'Console of {{name}}',
  display: 'Display',
  serial: 'Serial',
  shell: 'Shell',
  connecting: 'Connecting…',
  closed: 'The connection broke.',
  again: 'It is tried again by itself.',
  reconnect: 'Reconnect',
  ctrlAltDel: 'Ctrl Alt Del',
  clipboard: 'Clipboard',
  clipboardHint: 'What the guest copied stands here. Write or paste, then send it to the guest.',
  send: 'Send to the guest',
  fullScreen: 'Full screen',
  leave: 'While the guest has the keyboard, Shift Esc gives it back to the page.',
};
