/** The top of every view: where one is, what was just learned, who one is. */
import { Link, useRoute } from "wouter";
import { CartButton } from "./cart/CartButton";
import { SignButton } from "./kit/Button";
import { Indicator } from "./learned/Indicator";
import { PersonMenu } from "./person/PersonMenu";
import { useTheme } from "./person/theme";
import { words } from "./strings";

export function Header() {
  const [theme, turn] = useTheme();
  const name = theme === "dark" ? words.theme.toLight : words.theme.toDark;
  return (
    <header className="sticky top-0 z-30 border-line border-b bg-paper/95 backdrop-blur">
      <div className="mx-auto flex h-16 max-w-[100rem] items-center px-2 sm:gap-3 sm:px-6">
        <Link
          href="/"
          aria-label={words.brand}
          className="flex shrink-0 items-center gap-2 rounded-chip"
        >
          <img src="/favicon.svg" alt="" width="28" height="28" />
          <span className="hidden font-bold text-title tracking-tight md:inline">
            {words.brand}
          </span>
        </Link>
        <nav aria-label={words.nav.label} className="flex min-w-0 flex-1 items-center sm:gap-1">
          <Place to="/" name={words.nav.shop} />
          <Place to="/you" name={words.nav.you} />
          <Place to="/admin" name={words.nav.admin} inside />
        </nav>
        <Indicator />
        <CartButton />
        <SignButton
          sign={theme === "dark" ? "sun" : "moon"}
          name={name}
          onClick={turn}
          className="max-sm:hidden"
        />
        <PersonMenu />
      </div>
    </header>
  );
}

function Place({ to, name, inside }: { to: string; name: string; inside?: boolean }) {
  const [here] = useRoute(inside ? `${to}/*?` : to);
  return (
    <Link
      href={to}
      aria-current={here ? "page" : undefined}
      className={`rounded-chip px-1.5 py-1.5 font-semibold max-sm:text-small sm:px-3 ${
        here ? "bg-leaf-soft text-leaf" : "text-muted hover:text-ink"
      }`}
    >
      {name}
    </Link>
  );
}
