/** The cart in the header. */
import { SignButton } from "../kit/Button";

export function CartButton() {
  return <SignButton sign="cart" name="Cart" />;
}
