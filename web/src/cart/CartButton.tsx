/** The cart in the header: how much is in it, and the way in. */
import { useState } from "react";
import { Icon } from "../kit/Icon";
import { words } from "../strings";
import { CartSheet } from "./CartSheet";
import { useCart } from "./cart";

export function CartButton() {
  const { data } = useCart();
  const [open, setOpen] = useState(false);
  const many = data?.lines.length ?? 0;
  return (
    <>
      <button
        type="button"
        aria-label={words.cart.label(many)}
        onClick={() => setOpen(true)}
        className="inline-flex h-10 items-center gap-2 rounded-card px-2 text-muted hover:bg-leaf-soft hover:text-leaf sm:px-3"
      >
        <Icon sign="cart" />
        {many > 0 && <span className="figures font-semibold text-ink text-small">{many}</span>}
      </button>
      <CartSheet open={open} onClose={() => setOpen(false)} />
    </>
  );
}
