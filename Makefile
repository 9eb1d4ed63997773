# Only forwards: everything is done by ./qiao.
.PHONY: demo test
demo test:
	./qiao $@
