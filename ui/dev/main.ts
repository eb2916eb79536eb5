import "./backend";

void import("../src/main");
