/** How wide a text is in the picture, and where it breaks. */

const WIDE =
  /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uff60]|\p{Extended_Pictographic}/u;

/** About how wide a text is in the picture; rather too wide than too narrow. */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) {
    if (WIDE.test(sign)) width += 15;
    else if (/[MW@%]/.test(sign)) width += 12;
    else if (/[A-Z]/.test(sign)) width += 8.5;
    else if (/[ilj.,;:'|!() ]/.test(sign)) width += 4;
    else width += 7;
  }
  return width;
}

/** Break a name into two lines at most; the end of a longer one is left out, and said so. */
export function linesOf(name: string, room: number): string[] {
  if (widthOf(name) <= room) return [name];
  const lines = [""];
  for (const word of name.split(/(?<=[\s-])/u).flatMap((part) => pieces(part, room))) {
    const last = lines.length - 1;
    const grown = `${lines[last]}${word}`;
    if (widthOf(grown.trimEnd()) <= room) lines[last] = grown;
    else if (lines.length < 2) lines.push(word);
    else {
      lines[last] = shortened(grown, room);
      break;
    }
  }
  return lines.map((line) => line.trim()).filter(Boolean);
}

function shortened(text: string, room: number): string {
  let cut = [...text];
  while (cut.length > 0 && widthOf(`${cut.join("")}…`) > room) cut = cut.slice(0, -1);
  return `${cut.join("").trimEnd()}…`;
}

/** A word that is too long for a line, in pieces that are not. */
function pieces(word: string, room: number): string[] {
  const found = [""];
  for (const sign of word) {
    const last = found.length - 1;
    if (widthOf(`${found[last]}${sign}`.trimEnd()) <= room) found[last] += sign;
    else found.push(sign);
  }
  return found;
}
