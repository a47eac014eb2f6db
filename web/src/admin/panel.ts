/** What a panel of the dashboard is, and how the folders in panels/ become the dashboard. */
import type { ComponentType } from "react";

/** The questions the dashboard answers, in their order. */
export const QUESTIONS = ["learning", "working", "safe"] as const;

export type Question = (typeof QUESTIONS)[number];

/** One panel; each folder in panels/ exports one as `panel`. */
export interface Panel {
  /** The name of its folder, and its anchor in the page. */
  readonly id: string;
  readonly title: string;
  readonly question: Question;
  /** Smaller stands first. */
  readonly order: number;
  /** Whether it takes the whole width. */
  readonly wide?: boolean;
  readonly Body: ComponentType<PanelProps>;
}

export interface PanelProps {
  /** Length of the window in days, today included. */
  readonly days: number;
}

/** One question with the panels that answer it. */
export interface Part {
  readonly question: Question;
  readonly panels: readonly Panel[];
}

type Found = Record<string, { panel: Panel }>;

/** Group panels by question, each in order; a question without any is left out. */
export function arrange(panels: readonly Panel[]): readonly Part[] {
  const sorted = [...panels].sort((a, b) => a.order - b.order || a.id.localeCompare(b.id));
  return QUESTIONS.map((question) => ({
    question,
    panels: sorted.filter((panel) => panel.question === question),
  })).filter((part) => part.panels.length > 0);
}

/** Return every panel there is: a new folder is a new panel. */
export function everyPanel(): readonly Panel[] {
  const found: Found = import.meta.glob<Found[string]>("./panels/*/index.tsx", { eager: true });
  return Object.values(found).map(({ panel }) => panel);
}
