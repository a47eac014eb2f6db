/** Take what is an address out of package-lock.json: it pins by version and hash alone. */
import { readFileSync, writeFileSync } from "node:fs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
for (const pinned of Object.values(lock.packages)) {
  delete pinned.funding;
  delete pinned.resolved;
}
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
