/** What every test of a component has: matchers, and a fresh browser afterwards. */
import "@testing-library/jest-dom/vitest";
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

/** jsdom lays nothing out, so nothing ever changes its size. */
class Unchanging implements ResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
globalThis.ResizeObserver ??= Unchanging;

afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
});
