/** Who is shopping: this browser's own visitor, or a sample shopper with a past. */
import { Menu, MenuButton, MenuItem, MenuItems } from "@headlessui/react";
import { Icon } from "../kit/Icon";
import { words } from "../strings";
import { user } from "./identity";
import { isSample, mine, SAMPLES } from "./samples";
import { useUser } from "./useUser";

const ITEM =
  "flex min-h-9 w-full items-center justify-between gap-3 rounded-chip px-3 text-left data-focus:bg-leaf-soft";

export function PersonMenu() {
  const name = useUser();
  const own = isSample(name) ? mine() : name;
  return (
    <Menu as="div" className="relative">
      <MenuButton
        aria-label={`${words.person.label}: ${name}`}
        title={name}
        className="inline-flex h-10 items-center gap-2 rounded-card px-2 text-muted hover:bg-leaf-soft hover:text-leaf"
      >
        <Icon sign="person" />
      </MenuButton>
      <MenuItems
        modal={false}
        className="card absolute top-full right-0 z-50 mt-2 w-72 p-2 shadow-lift"
      >
        <p className="px-3 pt-1 pb-2 text-muted text-small">{words.person.note}</p>
        <Choice name={own} label={words.person.mine} chosen={name === own} />
        <MenuItem>
          <button type="button" className={ITEM} onClick={() => user.change(mine(true))}>
            {words.person.fresh}
          </button>
        </MenuItem>
        <p className="px-3 pt-3 pb-1 text-muted text-small">{words.person.samples}</p>
        {SAMPLES.map((sample) => (
          <Choice
            key={sample.id}
            name={sample.id}
            label={sample.label}
            chosen={name === sample.id}
          />
        ))}
      </MenuItems>
    </Menu>
  );
}

function Choice({ name, label, chosen }: { name: string; label: string; chosen: boolean }) {
  return (
    <MenuItem>
      <button type="button" className={ITEM} onClick={() => user.change(name)}>
        {label}
        {chosen && <Icon sign="check" size={18} />}
      </button>
    </MenuItem>
  );
}
