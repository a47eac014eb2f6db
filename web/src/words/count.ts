/** Numbers of things in English. */

/** A number of things: `count(2, "event")` is “2 events”. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}
