/** Icons drawn for Doorstep: a 24 px box, 2 px strokes, round caps. Always next to a word, so hidden from readers. */
const PATHS = {
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  down: 'M5 9l7 7 7-7',
  up: 'M5 15l7-7 7 7',
  close: 'M5 5l14 14M19 5L5 19',
  check: 'M4 13l5 5L20 7',
  sent: 'M2 13l4 4 9-10M11 17l1.5-.5L22 7',
  saved: 'M6 2h12v20H6zM10 5h4M9 13l2 2 4-4',
  phone: 'M6 2h12v20H6zM11 18.5h2',
  arrow: 'M12 20V4M5 11l7-7 7 7',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2',
  warning: 'M12 3.5L22 20H2zM12 10v4.5M12 17.2v.1',
  call: 'M5 4h4l2 5-2.5 1.5a12 12 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A15 15 0 0 1 3 6a2 2 0 0 1 2-2z',
  text: 'M3 5h18v14H3zM3 7l9 6 9-6',
  map: 'M12 2.5A7 7 0 0 1 19 9.5c0 4.7-7 12-7 12s-7-7.3-7-12a7 7 0 0 1 7-7zM12 7a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  door: 'M6 21V3h12v18M3 21h18M14.5 12v.1',
  list: 'M9 6h12M9 12h12M9 18h12M4 6v.1M4 12v.1M4 18v.1',
  undo: 'M8 4L4 8l4 4M4 8h10a5 5 0 0 1 0 10h-3',
  say: 'M3 4h18v13h-9l-5 4v-4H3zM7 9h10M7 13h6',
  promise: 'M3 4h18v12h-8l-5 5v-5H3zM8 10l3 3 5-6',
  pen: 'M4 20l1-5L16 4l4 4L9 19zM14 6l4 4',
  camera: 'M3 7h4l2-3h6l2 3h4v13H3zM12 9.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z',
  swap: 'M7 3L3 7l4 4M3 7h13a4 4 0 0 1 4 3M17 13l4 4-4 4M21 17H8a4 4 0 0 1-4-3',
  send: 'M21 3L3 10l7 3 3 8zM21 3L10 13',
  copy: 'M8 8h12v13H8zM16 8V3H4v13h4',
  lock: 'M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4',
  yen: 'M6 3l6 8 6-8M12 11v10M6 12h12M6 16h12',
  office: 'M4 21V3h16v18M2 21h20M8 7h3M13 7h3M8 11h3M13 11h3M10 21v-5h4v5',
  dash: 'M6 12h12',
  plus: 'M12 5v14M5 12h14',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21',
  ear: 'M7 9a5 5 0 0 1 10 0c0 4-4 4.5-4 8a3 3 0 0 1-5.5 1.5M10 9.5a2 2 0 0 1 4 0c0 1.5-1.5 2-2 3',
  nophone: 'M18 11v11H6V8M6 4V2h12v3M11 18.5h2M3 3l18 18',
  person: 'M12 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-4.5 3.5-7 8-7s8 2.5 8 7',
  people:
    'M9 4a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2 20c0-4 3-6 7-6s7 2 7 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.5.8 4 2.7 4 5.5',
  calendar: 'M4 5h16v16H4zM4 10h16M8 2v5M16 2v5',
  road: 'M3 16V8h11v8M14 11h4l3 3v2H3M7 16a2 2 0 1 0 .1 0M17 16a2 2 0 1 0 .1 0',
  cancel: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.8 5.8l12.4 12.4',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  edit: 'M4 20h4L20 8l-4-4L4 16zM13 7l4 4',
  scan: 'M3 8V3h5M16 3h5v5M21 16v5h-5M8 21H3v-5M7 8v8M11 8v8M14 8v8M17 8v8',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  bag: 'M4 8h16v13H4zM8 8V5a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v3M4 13h16',
  home: 'M3 11l9-8 9 8M5 9.5V21h14V9.5M10 21v-6h4v6',
  clip: 'M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.5 3.5 0 0 1 5 5l-8.5 8.5a2 2 0 0 1-3-3L14 7',
  tick: 'M5 12.5l4.5 4.5L19 7.5',
} as const;

export type IconName = keyof typeof PATHS;

/** One icon; `small` draws it at 20 px, as in state lines. */
export function Icon({ name, small, class: extra }: { name: IconName; small?: boolean; class?: string }) {
  return (
    <svg class={`icon${small ? ' s' : ''}${extra ? ` ${extra}` : ''}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
