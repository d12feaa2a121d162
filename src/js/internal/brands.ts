// By these, handles know each other across the modules of the package, and across copies of it: neither needs the class of the other.

/** Of a `PrivateKey`: whether it can be used. */
export const privateKeyBrand: unique symbol = Symbol.for("ecs-password.PrivateKey") as never;

/** Of a `Secret`. */
export const secretBrand: unique symbol = Symbol.for("ecs-password.Secret") as never;
