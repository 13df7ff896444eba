import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The colours of the house: deep water, granite, lichen. Contrast of text is 4.5:1 or better in both themes. */
const sea: MantineColorsTuple = [
  '#e9f5f8',
  '#d2e9f0',
  '#a5d4e1',
  '#74bdd1',
  '#4ea8c2',
  '#3297b3',
  '#1f83a0',
  '#126b86',
  '#0d586f',
  '#07455a',
];
const granite: MantineColorsTuple = [
  '#f5f8f9',
  '#ebf0f2',
  '#dde5e9',
  '#c9d4da',
  '#aab9c1',
  '#82939d',
  '#566771',
  '#41515b',
  '#2c3a43',
  '#18242c',
];
const night: MantineColorsTuple = [
  '#dbe4e9',
  '#b9c7cf',
  '#97a9b4',
  '#6d818e',
  '#41535f',
  '#2b3b46',
  '#1a2831',
  '#101b23',
  '#0b141b',
  '#070e13',
];

export const theme = createTheme({
  black: '#18242c',
  primaryColor: 'sea',
  primaryShade: 7,
  colors: { sea, gray: granite, dark: night },
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI Variable Text", "Segoe UI", Roboto, "Noto Sans", Cantarell, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", "DejaVu Sans Mono", monospace',
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.125rem' }, h3: { fontSize: '1rem' } },
  },
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Tooltip: {
      defaultProps: {
        withArrow: true,
        openDelay: 300,
        events: { hover: true, focus: true, touch: true },
        multiline: true,
        maw: 320,
      },
    },
    // What explains a field stands below it, so that fields side by side stay in one line.
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
    // A menu holds nothing but its items: the focus goes to the first of them, not to a place before it.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.5 } } },
  },
});

/** Mantine's own dimmed text, placeholders and errors are too faint for WCAG. Colours of our own: `base.css`. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-dimmed': granite[6],
    '--mantine-color-placeholder': granite[6],
    '--mantine-color-anchor': sea[7],
  },
  dark: {
    '--mantine-color-body': night[7],
    '--mantine-color-error': '#ff8a80',
    '--mantine-color-dimmed': night[2],
    '--mantine-color-placeholder': night[2],
    '--mantine-color-anchor': sea[3],
  },
});
