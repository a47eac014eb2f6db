/** The few drawn signs; each is beside words, or its button has a name. */

const PATHS = {
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm5 12 4.5 4.5",
  cart: "M3 4h2.5l2 11h10l2.5-8H6.5M9 19.5h.01M16 19.5h.01",
  close: "m6 6 12 12M18 6 6 18",
  loop: "M19 12a7 7 0 1 1-2.2-5.1M19 3.5v4h-4",
  chat: "M4 5h16v11H11l-5 4v-4H4Z",
  moon: "M19 14.5A8 8 0 0 1 9.5 5 8 8 0 1 0 19 14.5Z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0-5v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20c.800-4 3.7-6 7.5-6s6.7 2 7.5 6",
  chevron: "m6 9 6 6 6-6",
  check: "m5 12.5 4.5 4.5L19 7",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  filter: "M4 6h16M7 12h10m-7 6h4",
  pause: "M9 6v12M15 6v12",
  play: "m8 5 11 7-11 7Z",
  undo: "M4 9h10a5.5 5.5 0 1 1 0 11H8M4 9l4.5-4.5M4 9l4.5 4.5",
  edit: "M4 20h4L19 9l-4-4L4 16Z",
  bin: "M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13",
  info: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Zm0 7v5m0-8.5h.01",
  warning: "M12 4 3 20h18ZM12 10v4.5m0 2.5h.01",
  send: "m4 12 16-8-5.5 16-3-6.5Z",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Zm0 4v4.5l3 2",
} as const;

export type Sign = keyof typeof PATHS;

export function Icon({ sign, size = 20 }: { sign: Sign; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="shrink-0"
    >
      <path d={PATHS[sign]} />
    </svg>
  );
}
