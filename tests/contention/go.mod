module infrastructure-template/tests/contention

go 1.26
