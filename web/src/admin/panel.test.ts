import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { arrange, everyPanel, type Panel, QUESTIONS } from "./panel";

const HERE = join(import.meta.dirname);
const SOURCES = join(HERE, "..");

function Empty() {
  return null;
}

const panelOf = (id: string, more: Partial<Panel> = {}): Panel => ({
  id,
  title: id,
  question: "working",
  order: 1,
  Body: Empty,
  ...more,
});

test("every folder of panels/ is a panel of its name", () => {
  const folders = readdirSync(join(HERE, "panels")).sort();
  expect(
    everyPanel()
      .map((panel) => panel.id)
      .sort(),
  ).toEqual(folders);
  expect(folders.length).toBeGreaterThan(0);
});

test("no file outside a panel's folder names it, so that a folder is all that a panel needs", () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf-8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .filter((file) => !file.startsWith("admin/panels/"));
  expect(files.length).toBeGreaterThan(20);
  const naming = files.filter((file) =>
    /from "[^"]*panels\//.test(readFileSync(join(SOURCES, file), "utf-8")),
  );
  expect(naming).toEqual([]);
});

test("no panel reaches into another one's folder", () => {
  const files = readdirSync(join(HERE, "panels"), { recursive: true, encoding: "utf-8" });
  const reaching = files
    .filter((file) => /\.tsx?$/.test(file))
    .filter((file) =>
      // One level up lie the folders of the other panels; two levels up is the dashboard.
      /from "\.\.\/[^."]/.test(readFileSync(join(HERE, "panels", file), "utf-8")),
    );
  expect(reaching).toEqual([]);
});

test("panels stand below their question, by their order, then by their name", () => {
  const parts = arrange([
    panelOf("b"),
    panelOf("late", { order: 2 }),
    panelOf("a"),
    panelOf("first", { question: "learning", order: 9 }),
  ]);
  expect(parts.map((part) => [part.question, part.panels.map((panel) => panel.id)])).toEqual([
    ["learning", ["first"]],
    ["working", ["a", "b", "late"]],
  ]);
});

test("each question has a panel that bears it out", () => {
  expect(arrange(everyPanel()).map((part) => part.question)).toEqual([...QUESTIONS]);
});
