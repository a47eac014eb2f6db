/** Give the person a file that the page made. */

/**
 * Save a value as a JSON file.
 *
 * @returns How many bytes it has.
 */
export function download(name: string, value: unknown): number {
  const blob = new Blob([JSON.stringify(value, null, 2)], { type: "application/json" });
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
  return blob.size;
}

/** `sizeOf(2048)` is “2 KB”. */
export function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [size, unit] = bytes < 1e6 ? [bytes / 1e3, "KB"] : [bytes / 1e6, "MB"];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}
