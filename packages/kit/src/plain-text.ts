/* oxlint-disable no-control-regex -- control characters are what this is about */
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** What a terminal would have shown, as text: without colours and movements; of a line written over, the last. */
export const plainText = (printed: string): string =>
  printed.replace(escapes, '').replace(/\r+\n/g, '\n').replace(/^.*\r/gm, '').replace(controls, '');
