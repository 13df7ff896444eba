export const userData = {
  kinds: {
    nothing: 'nothing',
    gzip: 'gzip',
    binary: 'bytes that are no text',
    'cloud-config': 'cloud-config',
    script: 'shell script',
    multipart: 'several parts (MIME)',
    include: 'list of addresses to include',
    text: 'text of no kind that cloud-init knows',
  },
  line: '{{kind}}, {{size}}',
  from: '{{line}}, from {{name}}',
  none: 'none',
  save: 'Save as a file',
  show: 'Show',
  choose: 'Choose a file…',
  remove: 'Take it away',
  drop: 'Or drop a file here: its bytes are kept as they are.',
  asFile:
    'Kept as the file it came from, byte by byte; it is not shown as text. Choose another file, or take it away to write.',
  tooLarge: '"{{name}}" has {{size}}; there is room for {{room}} beside the keys.',
  unreadable: '"{{name}}" could not be read. Choose it again; a folder cannot be given.',
};
