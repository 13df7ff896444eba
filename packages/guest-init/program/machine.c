#include "init.h"
void run_machine(void) { fail("not yet"); }
